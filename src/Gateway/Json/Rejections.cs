using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Json;

/// <summary>Collects refused rows: all are counted, the first <see cref="MaxListed"/> are listed.</summary>
internal sealed class Rejections
{
    /// <summary>The most rows that an answer lists, so that an answer is never much larger than its request.</summary>
    public const int MaxListed = 1_000;

    private readonly List<RejectedRow> _listed = [];

    public int Count { get; private set; }

    public IReadOnlyList<RejectedRow> Listed => _listed;

    /// <summary>True while every refused row was no JSON at all.</summary>
    public bool OnlyMalformed { get; private set; } = true;

    public void Add(int index, RowProblem problem)
    {
        Count++;
        OnlyMalformed &= problem.Code is ProblemCodes.MalformedJson or ProblemCodes.NotAnObject;
        if (_listed.Count < MaxListed)
            _listed.Add(new RejectedRow(index, problem.Code, problem.Message, problem.Field));
    }

    /// <summary>The problem of a request of which nothing was accepted: 400 if nothing could be read, else 422.</summary>
    public ApiProblem ToProblem() =>
        ApiProblem.Of(OnlyMalformed ? 400 : 422, ProblemCodes.AllRejected, $"None of the {Count} rows was accepted; see 'rejected' for each reason.")
            with
        { Rejected = _listed };
}
