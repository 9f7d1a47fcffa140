using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Tandem.Domain;
using Tandem.Storage;

namespace Tandem.Gateway.Problems;

/// <summary>Turns every exception into a problem; what the server did wrong is logged and not told.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    /// <summary>Where an error comes from that says that no silo has a grain of the wanted class.</summary>
    private const string OrleansCore = "Orleans.Core";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true;

        ApiProblem problem = ToProblem(exception);
        if (problem.Status >= 500)
        {
            problem = problem with { TraceId = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier };
            LogFailed(problem.Code, problem.TraceId, exception);
        }

        await problem.ToResult().ExecuteAsync(httpContext);
        return true;
    }

    private static ApiProblem ToProblem(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiProblem.Of(413),
        BadHttpRequestException bad => ApiProblem.Of(bad.StatusCode, detail: bad.Message),
        StorageUnavailableException away => ApiProblem.Of(503, detail: away.Message),
        TandemException user => ApiProblem.Of(422, detail: user.Message),
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException =>
            ApiProblem.Of(503, detail: "The node is busy or stopping. Try again."),
        ArgumentException { Source: OrleansCore } => ApiProblem.Of(503, detail: "No silo that takes this request is known yet. Try again."),
        _ => ApiProblem.Of(500, detail: "The error was logged under this trace id. Try again; every write is idempotent."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed with {Code}, trace {TraceId}.")]
    private partial void LogFailed(string code, string? traceId, Exception error);
}
