using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

/// <summary>The searches of a segment, for one instruction path and one storage. Stateless.</summary>
/// <remarks>Queries are padded to the stride of the rows, and of length 1 where the similarity is cosine.</remarks>
internal abstract unsafe class Searcher
{
    /// <summary>Scores of the slots, which exist.</summary>
    public abstract void Score(VectorRows rows, float* query, ReadOnlySpan<int> slots, Span<float> scores);

    /// <summary>Reads the rows that pass the filter. At most one result a row.</summary>
    /// <returns>How many results were written.</returns>
    public abstract int ScanRows(VectorRows rows, float* query, SlotFilter filter, Span<ScoredItem> results);

    /// <summary>Reads the codes of the blocks that have a row that passes, then the rows that may be among the best: exact.</summary>
    /// <param name="floor">What scores less may be left out.</param>
    public abstract int ScanCodes(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, float floor, Span<ScoredItem> results);

    /// <summary>Reads the codes of the rows that pass, each by itself, then the rows that may be among the best.</summary>
    /// <param name="exact">Whether every row counts that may be among the best, or only those that probably are.</param>
    /// <param name="floor">What scores less may be left out.</param>
    public abstract int ScanSingles(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, bool exact, float floor, Span<ScoredItem> results);

    /// <summary>As the first, for up to <see cref="BatchScratch.MaxQueries"/> queries, none of them zero.</summary>
    /// <param name="queries">Addresses of padded queries.</param>
    /// <param name="k">At most the number of slots that pass.</param>
    /// <param name="results">[queries, k], all of which are written.</param>
    public abstract void ScanCodes(
        SegmentParts parts, ReadOnlySpan<nint> queries, SearchScratch scratch, SlotFilter filter, int k, Span<ScoredItem> results);

    /// <summary>
    /// Reads lists from the best key down, then the rows that may be among the best; <see cref="SearchScratch.BlocksRead"/> says how much of the
    /// lists.
    /// </summary>
    /// <param name="selective">Whether so few slots pass that the filter is asked first and the codes of single rows are read, which the segment has.</param>
    /// <param name="margin">
    /// How far below the k-th best score so far, in units of the query's norm, the key of the next list may be; null to read all lists and
    /// answer exactly.
    /// </param>
    /// <param name="floor">
    /// What scores less may be left out. Only of an exact answer: a margin was measured against the segment's own k-th best score.
    /// </param>
    public abstract int ProbeLists(
        SegmentParts parts,
        float* query,
        SearchScratch scratch,
        SlotFilter filter,
        bool selective,
        float? margin,
        float floor,
        Span<ScoredItem> results);

    /// <summary>
    /// Reads the lists that the last <see cref="ProbeLists"/> of this thread read, which was of the same query and the same centroids.
    /// </summary>
    public abstract int FollowLists(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, float floor, Span<ScoredItem> results);

    /// <summary>For each row the centroid at the least distance, from codes of both: the one with the greatest x·c - ‖c‖²/2.</summary>
    /// <param name="halfSquares">[centroid blocks · 16]: ‖c‖²/2, infinite for rows that are no centroid.</param>
    /// <param name="slots">At most <see cref="BatchScratch.MaxQueries"/>.</param>
    public abstract void Nearest(
        CodeBlocks centroids, ReadOnlySpan<float> halfSquares, VectorRows rows, ReadOnlySpan<int> slots, SearchScratch scratch, Span<int> nearest);

    /// <exception cref="PlatformNotSupportedException">The processor lacks the instructions.</exception>
    public static Searcher For(InstructionPath path, VectorStorage storage)
    {
        InstructionPath chosen = InstructionPaths.Choose(path);
        bool half = storage == VectorStorage.HalfPrecision;
        return (chosen, half) switch
        {
            (InstructionPath.Avx512Vnni, false) => new Searcher<FullPrecisionRows<RowKernel512>, VnniCodeKernel>(),
            (InstructionPath.Avx512Vnni, true) => new Searcher<HalfPrecisionRows512, VnniCodeKernel>(),
            (InstructionPath.Avx512, false) => new Searcher<FullPrecisionRows<RowKernel512>, Avx512CodeKernel>(),
            (InstructionPath.Avx512, true) => new Searcher<HalfPrecisionRows512, Avx512CodeKernel>(),
            (InstructionPath.AvxVnni, false) => new Searcher<FullPrecisionRows<RowKernel256>, VnniCodeKernel>(),
            (InstructionPath.AvxVnni, true) => new Searcher<HalfPrecisionRows256, VnniCodeKernel>(),
            (InstructionPath.Avx2, false) => new Searcher<FullPrecisionRows<RowKernel256>, Avx2CodeKernel>(),
            (InstructionPath.Avx2, true) => new Searcher<HalfPrecisionRows256, Avx2CodeKernel>(),
            (_, false) => new Searcher<FullPrecisionRows<ScalarRowKernel>, ScalarCodeKernel>(),
            (_, true) => new Searcher<HalfPrecisionRowsScalar, ScalarCodeKernel>(),
        };
    }
}
