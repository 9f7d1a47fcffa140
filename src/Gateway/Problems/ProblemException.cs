namespace Tandem.Gateway.Problems;

/// <summary>Ends a request with a problem; thrown where returning it would only pass it through several methods.</summary>
internal sealed class ProblemException(ApiProblem problem) : Exception(problem.Detail)
{
    public ProblemException(int status, string code, string detail, string? field = null)
        : this(ApiProblem.Of(status, code, detail, field))
    {
    }

    public ApiProblem Problem { get; } = problem;
}
