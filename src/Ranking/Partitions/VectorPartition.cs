using Tandem.Domain;
using Tandem.Retrieval;
using Tandem.Towers;

namespace Tandem.Ranking.Partitions;

/// <summary>
/// One partition of a bundle's vectors, searched exactly. What changed since the bundle is no part of it: every silo knows that by itself.
/// Immutable and thread-safe.
/// </summary>
public sealed class VectorPartition
{
    private readonly VectorSegment?[] _segments;

    private VectorPartition(PartitionRange range, VectorSegment?[] segments)
    {
        Range = range;
        _segments = segments;
    }

    public PartitionRange Range { get; }

    /// <summary>Reads the partition's rows out of an opened bundle, and nothing else of it.</summary>
    /// <exception cref="TandemException">A file is missing or of another size than the bundle says.</exception>
    public static VectorPartition Load(BundleFolder bundle, int partition, int partitions)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        PartitionRange range = PartitionRange.Of(bundle.Manifest.Items, partition, partitions);
        return new VectorPartition(range, [Read(VectorKind.Fused), Read(VectorKind.Items)]);

        VectorSegment? Read(VectorKind kind)
        {
            return ServingModel.ReadRows(bundle, kind, range.First, range.Count) is not { } rows ? null : VectorSegment.Build(
                new MatrixSource(rows.Values, rows.Dimension),

                // Codes answer exactly and are made while the rows are read; lists would have to be found anew each time a partition moves.
                new SegmentOptions { Structure = SearchStructure.Exact });
        }
    }

    /// <summary>Answers a question of <see cref="VectorQuestions"/>.</summary>
    /// <exception cref="InvalidDataException">The question is of another version of Tandem.</exception>
    public byte[] Answer(byte[] question) => Answer(PartitionQuestion.FromBytes(question, Range)).ToBytes();

    internal PartitionAnswer Answer(PartitionQuestion question) => new()
    {
        Hits = Array.ConvertAll(question.Searches, Search),
        Vectors = [Copy(VectorKind.Fused, question.Slots[0]), Copy(VectorKind.Items, question.Slots[1])],
        Products = Products(question),
    };

    private VectorHit[] Search(PartitionSearch search)
    {
        VectorSegment segment = Segment(search.Kind);
        float[] row = new float[segment.Dimension];
        return Array.ConvertAll(
            segment.Search(search.Query, search.Count, new SearchOptions { Filter = new SlotFilter(search.Allowed) }),
            hit =>
            {
                segment.CopyVector(hit.Slot, row);
                return new VectorHit(Range.First + hit.Slot, hit.Score, VectorMath.Dot(search.Query, row));
            });
    }

    private float[] Copy(VectorKind kind, int[] slots)
    {
        if (slots.Length == 0)
        {
            return [];
        }

        VectorSegment segment = Segment(kind);
        float[] rows = new float[slots.Length * segment.Dimension];
        for (int i = 0; i < slots.Length; i++)
        {
            segment.CopyVector(slots[i] - Range.First, rows.AsSpan(i * segment.Dimension, segment.Dimension));
        }

        return rows;
    }

    private float[] Products(PartitionQuestion question)
    {
        if (question.ProductSlots.Length == 0)
        {
            return [];
        }

        VectorSegment segment = Segment(VectorKind.Items);
        float[] row = new float[segment.Dimension];
        return Array.ConvertAll(question.ProductSlots, slot =>
        {
            segment.CopyVector(slot - Range.First, row);
            return VectorMath.Dot(question.ProductWith, row);
        });
    }

    private VectorSegment Segment(VectorKind kind) =>
        _segments[(int)kind] ?? throw new InvalidDataException($"The bundle has no vectors of the kind {kind}.");
}
