using Tandem.Retrieval.Codes;
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
        CodeBlocks? codes = options.Structure == SearchStructure.Scan
            ? null
            : CodeBlocks.Allocate(CodeBlocks.BlocksFor(source.Count), source.Dimension);
        CodeBounds bounds = RowEncoding.Run(source, rows, codes, options, progress, cancellation);
        SegmentHeader header = new()
        {
            Dimension = source.Dimension,
            Count = source.Count,
            Similarity = options.Similarity,
            Storage = options.Storage,
            Bounds = codes is null ? null : bounds,
        };
        return new VectorSegment(header, new SegmentParts(rows, codes, bounds), options.Instructions);
    }
}
