using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed partial class VectorSegment
{
    /// <summary>Builds a segment from all vectors of a source, which is not needed afterwards.</summary>
    /// <param name="progress">Told from any thread.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite, or too large for half-float storage (the message names slot and position).</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static VectorSegment Build(
        IVectorSource source,
        SegmentOptions? options = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new SegmentOptions();
        options.Require();
        SearchStructure structure = SizeRule.Choose(options.Structure, source.Count);
        VectorRows rows = VectorRows.Allocate(source.Count, source.Dimension, options.Storage);
        CodeBlocks? codes = structure == SearchStructure.Exact
            ? CodeBlocks.Allocate(CodeBlocks.BlocksFor(source.Count), source.Dimension)
            : null;
        RowCodes? singles = structure == SearchStructure.Scan ? null : RowCodes.Allocate(source.Count, source.Dimension);
        CodeBounds bounds = RowEncoding.Run(source, rows, codes, singles, options, progress, cancellation);
        SegmentParts parts = new(rows, codes, null, singles, bounds);
        RecallCurve? recall = null;
        if (structure == SearchStructure.Approximate)
        {
            Searcher searcher = Searcher.For(options.Instructions, options.Storage);
            (InvertedLists lists, bounds) = ListBuild.Run(rows, singles!, searcher, options, progress, cancellation);
            parts = new SegmentParts(rows, null, lists, singles, bounds);
            recall = new RecallCalibration(parts, searcher, options, progress, cancellation).Run();
        }

        return Of(parts, structure == SearchStructure.Scan ? null : bounds, recall, options);
    }

    /// <summary>
    /// Builds a segment in the lists of another one with vectors of the same kind, and takes over its recall curve: nothing is clustered or
    /// calibrated.
    /// </summary>
    /// <param name="pattern">A segment with lists.</param>
    /// <inheritdoc cref="Build"/>
    internal static VectorSegment BuildLike(
        VectorSegment pattern,
        IVectorSource source,
        SegmentOptions options,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        VectorRows rows = VectorRows.Allocate(source.Count, source.Dimension, options.Storage);
        RowCodes singles = RowCodes.Allocate(source.Count, source.Dimension);
        RowEncoding.Run(source, rows, null, null, options, progress, cancellation);
        Searcher searcher = Searcher.For(options.Instructions, options.Storage);
        (InvertedLists lists, CodeBounds bounds) = ListBuild.Like(pattern._parts.Lists!, rows, singles, searcher, options, progress, cancellation);
        return Of(new SegmentParts(rows, null, lists, singles, bounds), bounds, pattern.Header.Recall, options);
    }

    private static VectorSegment Of(SegmentParts parts, CodeBounds? bounds, RecallCurve? recall, SegmentOptions options)
    {
        SegmentHeader header = new()
        {
            Dimension = parts.Rows.Dimension,
            Count = parts.Rows.Count,
            Similarity = options.Similarity,
            Storage = options.Storage,
            Bounds = bounds,
            HasSingles = parts.Singles is not null,
            Lists = parts.Lists?.Count ?? 0,
            ListBlocks = parts.Lists?.Codes.Blocks ?? 0,
            Recall = recall,
        };
        return new VectorSegment(header, parts, options.Instructions);
    }
}
