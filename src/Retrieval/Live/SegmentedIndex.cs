using System.Collections.Immutable;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Live;

/// <summary>
/// An index at one moment: layers of segments, the newest vectors in a small exact one that grows. Immutable and thread-safe; a change gives a new
/// index that shares the rest, so whoever holds one sees one moment for as long as they like.
/// </summary>
/// <remarks>
/// Slots are the caller's: any number from 0, dense ones make filters and memory small. A slot lies in one layer at a time; an older row of it is
/// marked and never returned. Answers are exactly those of one index over the same vectors, unless a layer is approximate.
/// </remarks>
public sealed partial class SegmentedIndex : IVectorSegment
{
    private SegmentedIndex(ImmutableArray<Layer> layers, Layer delta, int dimension, Similarity similarity, int count, long version)
    {
        Layers = layers;
        Delta = delta;
        Dimension = dimension;
        Similarity = similarity;
        Count = count;
        Version = version;
    }

    public int Dimension { get; }

    public Similarity Similarity { get; }

    /// <summary>One more than the highest slot that was ever set.</summary>
    public int Count { get; }

    /// <summary>Slots that hold a vector.</summary>
    public int Alive
    {
        get
        {
            int alive = Delta.Alive;
            foreach (Layer layer in Layers)
            {
                alive += layer.Alive;
            }

            return alive;
        }
    }

    /// <summary>How many changes led here, from 0.</summary>
    public long Version { get; }

    /// <summary>Rows of the newest layer, also those replaced since; every search reads all their codes.</summary>
    public int DeltaRows => Delta.Rows;

    /// <summary>Layers below the newest one.</summary>
    public int LayerCount => Layers.Length;

    /// <summary>Oldest first.</summary>
    internal ImmutableArray<Layer> Layers { get; }

    /// <summary>Where new vectors go: over a <see cref="GrowingSegment"/>.</summary>
    internal Layer Delta { get; }

    /// <summary>An index without vectors.</summary>
    public static SegmentedIndex Empty(int dimension, Similarity similarity = Similarity.InnerProduct) =>
        new([], EmptyDelta(dimension), dimension, similarity, 0, 0);

    /// <summary>An index over a segment whose slots it takes over.</summary>
    /// <param name="slots">Ascending slots of the segment's rows; null where they are 0, 1, 2, …</param>
    /// <exception cref="ArgumentException">The slots are negative, not ascending, or of another number than the rows.</exception>
    public static SegmentedIndex Over(IVectorSegment segment, int[]? slots = null)
    {
        ArgumentNullException.ThrowIfNull(segment);
        RequireSlots(segment, slots);
        int count = slots is null ? segment.Count : slots.Length == 0 ? 0 : slots[^1] + 1;
        Layer layer = new(segment, slots is null ? new SlotTable.Identity(segment.Count) : SlotTable.Of(slots), Tombstones.None);
        return new SegmentedIndex([layer], EmptyDelta(segment.Dimension), segment.Dimension, segment.Similarity, count, 0);
    }

    /// <summary>Whether the slot holds a vector.</summary>
    public bool Contains(int slot) => TryFind(slot, out _, out _);

    /// <summary>Copies the vector of a slot, normalised with <see cref="Similarity.Cosine"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slot holds no vector.</exception>
    public void CopyVector(int slot, Span<float> destination)
    {
        if (!TryCopyVector(slot, destination))
        {
            throw new ArgumentOutOfRangeException(nameof(slot), slot, "The slot holds no vector.");
        }
    }

    /// <summary>Copies the vector of a slot as <see cref="CopyVector"/> does; false where the slot holds none.</summary>
    public bool TryCopyVector(int slot, Span<float> destination)
    {
        bool found = TryFind(slot, out Layer layer, out int row);
        if (found)
        {
            layer.Segment.CopyVector(row, destination);
        }

        return found;
    }

    /// <summary>With the vector of a slot set or replaced.</summary>
    /// <param name="vector">[Dimension]</param>
    /// <exception cref="ArgumentException">The vector has another length or a NaN or infinite value.</exception>
    public SegmentedIndex With(int slot, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfEqual(slot, int.MaxValue);
        FiniteValues.RequireVector(vector, slot);
        if (Similarity == Similarity.InnerProduct)
        {
            return WithStored(slot, vector);
        }

        float[] unit = vector.ToArray();
        UnitLength.Normalize(unit);
        return WithStored(slot, unit);
    }

    /// <summary>Without the vector of a slot; the same index when it holds none.</summary>
    public SegmentedIndex Without(int slot)
    {
        if (Delta.TryFind(slot, out int row))
        {
            return Next(Layers, Delta with { Removed = Delta.Removed.With(row) }, Count);
        }

        ImmutableArray<Layer> without = WithoutInLayers(slot);
        return without == Layers ? this : Next(without, Delta, Count);
    }

    /// <summary>
    /// The same moment with its newest vectors as a layer of their own, once there are <paramref name="capacity"/>; takes no time that depends on
    /// them.
    /// </summary>
    public SegmentedIndex Sealed(int capacity) => DeltaRows >= capacity ? Seal() : this;

    internal bool TryFind(int slot, out Layer layer, out int row)
    {
        layer = Delta;
        if (Delta.TryFind(slot, out row))
        {
            return true;
        }

        for (int i = Layers.Length - 1; i >= 0; i--)
        {
            layer = Layers[i];
            if (layer.TryFind(slot, out row))
            {
                return true;
            }
        }

        row = -1;
        return false;
    }

    /// <summary>The same moment with its newest vectors as a layer of its own, so that they can be merged while others come.</summary>
    internal SegmentedIndex Seal() =>
        Delta.Rows == 0 ? this : new SegmentedIndex(Layers.Add(Delta), EmptyDelta(Dimension), Dimension, Similarity, Count, Version);

    /// <summary>The same moment in other layers.</summary>
    internal SegmentedIndex WithLayers(ImmutableArray<Layer> layers) => new(layers, Delta, Dimension, Similarity, Count, Version);

    private SegmentedIndex WithStored(int slot, ReadOnlySpan<float> vector)
    {
        // A row that a search may be reading is never written again: a vector that replaces another one comes behind it.
        GrowingSegment vectors = (GrowingSegment)Delta.Segment;
        SlotTable.Arrived slots = (SlotTable.Arrived)Delta.Slots;
        bool inDelta = Delta.TryFind(slot, out int row);
        Layer delta = new(vectors.With(vector), slots.With(slot), inDelta ? Delta.Removed.With(row) : Delta.Removed);
        return Next(inDelta ? Layers : WithoutInLayers(slot), delta, Math.Max(Count, slot + 1));
    }

    private ImmutableArray<Layer> WithoutInLayers(int slot)
    {
        for (int i = Layers.Length - 1; i >= 0; i--)
        {
            if (Layers[i].TryFind(slot, out int row))
            {
                return Layers.SetItem(i, Layers[i] with { Removed = Layers[i].Removed.With(row) });
            }
        }

        return Layers;
    }

    private SegmentedIndex Next(ImmutableArray<Layer> layers, Layer delta, int count) =>
        new(layers, delta, Dimension, Similarity, count, Version + 1);

    private static Layer EmptyDelta(int dimension) => new(GrowingSegment.Empty(dimension), SlotTable.Arrived.None, Tombstones.None);

    private static void RequireSlots(IVectorSegment segment, int[]? slots)
    {
        if (slots is null)
        {
            return;
        }

        if (slots.Length != segment.Count)
        {
            throw new ArgumentException($"There are {slots.Length} slots for {segment.Count} vectors.", nameof(slots));
        }

        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] < 0 || slots[i] == int.MaxValue || (i > 0 && slots[i] <= slots[i - 1]))
            {
                throw new ArgumentException($"Slot {slots[i]} of row {i} does not follow {(i > 0 ? slots[i - 1] : -1)}: slots ascend from 0.", nameof(slots));
            }
        }
    }
}
