using System.Text.Json.Serialization;
using Tandem.Gateway.Json;

namespace Tandem.Gateway.Problems;

/// <summary>An error answer, RFC 9457 problem details with a stable code.</summary>
internal sealed record ApiProblem
{
    public const string MediaType = "application/problem+json";

    /// <summary>A URI that names the kind of problem; made from the code.</summary>
    public string Type => $"urn:tandem:problem:{Code}";

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Stable name of the problem, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>What was wrong here and what to do, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The field or parameter that was wrong.</summary>
    public string? Field { get; init; }

    /// <summary>The rows that were refused, when the request had rows.</summary>
    public IReadOnlyList<RejectedRow>? Rejected { get; init; }

    /// <summary>Finds the request in the logs; only for errors of the server.</summary>
    public string? TraceId { get; init; }

    [JsonIgnore]
    public static IReadOnlyDictionary<int, (string Code, string Title)> Defaults { get; } = new Dictionary<int, (string, string)>
    {
        [400] = (ProblemCodes.BadRequest, "The request cannot be read"),
        [401] = (ProblemCodes.Unauthorized, "The request has no key that is known here"),
        [403] = (ProblemCodes.Forbidden, "The key does not allow this"),
        [404] = (ProblemCodes.NotFound, "There is nothing here"),
        [405] = (ProblemCodes.MethodNotAllowed, "This method is not allowed here"),
        [408] = (ProblemCodes.RequestTimeout, "The request came too slowly"),
        [409] = (ProblemCodes.Conflict, "The request does not fit what is stored"),
        [413] = (ProblemCodes.BodyTooLarge, "The body is too large"),
        [415] = (ProblemCodes.UnsupportedMediaType, "This content type is not read here"),
        [422] = (ProblemCodes.Invalid, "The request is well formed but not valid"),
        [429] = (ProblemCodes.TooBusy, "The node has more work than it can take"),
        [500] = (ProblemCodes.InternalError, "Something went wrong on the server"),
        [503] = (ProblemCodes.Unavailable, "The service cannot answer now"),
    };

    public static ApiProblem Of(int status, string? code = null, string? detail = null, string? field = null)
    {
        (string Code, string Title) known = Defaults.TryGetValue(status, out (string, string) found) ? found : Defaults[status < 500 ? 400 : 500];
        return new ApiProblem { Status = status, Title = known.Title, Code = code ?? known.Code, Detail = detail, Field = field };
    }

    public IResult ToResult() => Results.Json(this, GatewayJson.Wire.ApiProblem, MediaType, Status);
}
