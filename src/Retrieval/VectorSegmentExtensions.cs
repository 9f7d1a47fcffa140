namespace Tandem.Retrieval;

/// <summary>Searches that allocate their answer.</summary>
public static class VectorSegmentExtensions
{
    /// <summary>The best <paramref name="k"/> slots, best first; fewer when fewer pass the filter.</summary>
    /// <inheritdoc cref="IVectorSegment.Search"/>
    public static ScoredItem[] Search(this IVectorSegment segment, ReadOnlySpan<float> query, int k, SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ScoredItem[] results = new ScoredItem[Math.Min(k, segment.Count)];
        int found = segment.Search(query, results, options);
        return found == results.Length ? results : results[..found];
    }
}
