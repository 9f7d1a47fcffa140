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
        VectorRows rows = VectorRows.Allocate(source.Count, source.Dimension, options.Storage);
        SearchStructure structure = SizeRule.Choose(options.Structure, source.Count);
        CodeBlocks? codes = structure == SearchStructure.Exact
            ? CodeBlocks.Allocate(CodeBlocks.BlocksFor(source.Count), source.Dimension)
            : null;
        CodeBounds bounds = RowEncoding.Run(source, rows, codes, options, progress, cancellation);
        SegmentParts parts = new(rows, codes, null, bounds);
        RecallCurve? recall = null;
        if (structure == SearchStructure.Approximate)
        {
            Searcher searcher = Searcher.For(options.Instructions, options.Storage);
            (InvertedLists lists, bounds) = ListBuild.Run(rows, searcher, options, progress, cancellation);
            parts = new SegmentParts(rows, null, lists, bounds);
            recall = new RecallCalibration(parts, searcher, options, progress, cancellation).Run();
        }

        SegmentHeader header = new()
        {
            Dimension = source.Dimension,
            Count = source.Count,
            Similarity = options.Similarity,
            Storage = options.Storage,
            Bounds = structure == SearchStructure.Scan ? null : bounds,
            Lists = parts.Lists?.Count ?? 0,
            ListBlocks = parts.Lists?.Codes.Blocks ?? 0,
            Recall = recall,
        };
        return new VectorSegment(header, parts, options.Instructions);
    }
}
