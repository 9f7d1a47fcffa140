namespace Tandem.Retrieval;

/// <summary>
/// An immutable set of vectors in slots 0 to <see cref="IVectorSource.Count"/> - 1 that can be searched by many threads at once. Higher scores are
/// better; equal scores are ordered by ascending slot.
/// </summary>
/// <remarks>
/// <see cref="IVectorSource.CopyVector"/> gives the stored vector: normalised with <see cref="Similarity.Cosine"/>, rounded with half-float
/// storage. Nothing has to be disposed: memory is given back when the last reference is gone, so a search that runs while a segment is replaced
/// is never cut off.
/// </remarks>
public interface IVectorSegment : IVectorSource
{
    /// <summary>What a score is.</summary>
    Similarity Similarity { get; }

    /// <summary>Scores of the given slots, parallel to <paramref name="slots"/>: bit for bit the numbers that a search reports.</summary>
    /// <param name="query">[Dimension]</param>
    /// <param name="scores">At least as long as <paramref name="slots"/>.</param>
    /// <exception cref="ArgumentException">The query has another length or a NaN or infinite value, or there is too little room.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores);

    /// <summary>The best slots, best first. Allocates nothing once a thread's scratch memory has grown.</summary>
    /// <param name="query">[Dimension]</param>
    /// <param name="results">As many as are wanted; gets fewer when fewer slots pass the filter.</param>
    /// <returns>How many results were written.</returns>
    /// <exception cref="ArgumentException">The query has another length or a NaN or infinite value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The recall is not from 0.5 to 1.</exception>
    int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default);

    /// <summary>
    /// The same for many queries, which share the reading of memory. Every answer equals that of <see cref="Search"/> for the query alone.
    /// </summary>
    /// <param name="queries">[queries, Dimension], row-major.</param>
    /// <param name="k">How many results each query wants.</param>
    /// <param name="results">[queries, k]; of each row the first <paramref name="counts"/> entries are written.</param>
    /// <param name="counts">[queries]: how many results each query got.</param>
    /// <exception cref="ArgumentException">A query has a NaN or infinite value, or a length does not fit.</exception>
    void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default);
}
