using Tandem.Retrieval.Codes;

namespace Tandem.Retrieval.Candidates;

/// <summary>What a batch of queries needs, for each of them.</summary>
internal sealed class BatchScratch
{
    /// <summary>Queries that are searched together.</summary>
    public const int MaxQueries = 64;

    private ScoredItem[] _results = [];

    public QueryCode[] Codes { get; } = [.. Enumerable.Range(0, MaxQueries).Select(_ => new QueryCode())];

    public CandidateSet[] Candidates { get; } = [.. Enumerable.Range(0, MaxQueries).Select(_ => new CandidateSet())];

    /// <summary>Room for results, valid until the next call.</summary>
    public Span<ScoredItem> ReserveResults(int count)
    {
        if (_results.Length < count)
        {
            _results = new ScoredItem[count];
        }

        return _results.AsSpan(0, count);
    }
}
