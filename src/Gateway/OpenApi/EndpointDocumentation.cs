using Tandem.Gateway.Problems;

namespace Tandem.Gateway.OpenApi;

/// <summary>Says in the API document what the code of an endpoint does not show.</summary>
internal static class EndpointDocumentation
{
    /// <summary>The endpoint answers these statuses with a problem.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (int status in statuses.Append(StatusCodes.Status500InternalServerError))
            endpoint.Produces<ApiProblem>(status, ApiProblem.MediaType);

        return endpoint;
    }

    /// <summary>The endpoint reads these query parameters itself.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, IReadOnlyList<QueryField> fields) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (QueryField field in fields)
                operation.Parameters.Add(field.ToParameter());

            return Task.CompletedTask;
        });
}
