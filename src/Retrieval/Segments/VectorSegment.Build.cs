using Tandem.Retrieval.Memory;
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
        AllocatedRegion memory = AllocatedRegion.Allocate(VectorRows.ByteCount(source.Count, source.Dimension));
        VectorRows rows = new(memory, source.Count, source.Dimension);
        for (int slot = 0; slot < source.Count; slot++)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<float> row = rows.Row(slot)[..source.Dimension];
            source.CopyVector(slot, row);
            FiniteValues.RequireVector(row, slot);
            if (options.Similarity == Similarity.Cosine)
            {
                UnitLength.Normalize(row);
            }
        }

        return new VectorSegment(
            new SegmentHeader
            {
                Dimension = source.Dimension,
                Count = source.Count,
                Similarity = options.Similarity,
                Storage = options.Storage,
            },
            rows);
    }
}
