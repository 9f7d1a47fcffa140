using System.Collections.Immutable;

namespace Tandem.Retrieval.Live;

/// <summary>The valid rows of some layers in the order of their slots, as what a segment is built from.</summary>
internal sealed class CompactionSource : IVectorSource
{
    private readonly ImmutableArray<Layer> _layers;

    /// <summary>Of each row, the layer and the row in it.</summary>
    private readonly (int Layer, int Row)[] _origins;

    public CompactionSource(ImmutableArray<Layer> layers, int dimension)
    {
        _layers = layers;
        Dimension = dimension;
        int count = layers.Sum(static layer => layer.Alive);
        Slots = new int[count];
        _origins = new (int, int)[count];
        int next = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            Layer layer = layers[i];
            for (int row = 0; row < layer.Rows; row++)
            {
                if (!layer.Removed.Contains(row))
                {
                    Slots[next] = layer.Slots.SlotOf(row);
                    _origins[next++] = (i, row);
                }
            }
        }

        Array.Sort(Slots, _origins);
    }

    public int Dimension { get; }

    public int Count => Slots.Length;

    /// <summary>Ascending.</summary>
    public int[] Slots { get; }

    public void CopyVector(int slot, Span<float> destination)
    {
        (int layer, int row) = _origins[slot];
        _layers[layer].Segment.CopyVector(row, destination);
    }

    /// <summary>A bitmap of the rows that are no longer valid in what the layers have become.</summary>
    /// <param name="now">Parallel to the layers.</param>
    public ulong[] RowsRemovedSince(ImmutableArray<Layer> now)
    {
        ulong[] removed = new ulong[(Count + 63) / 64];
        bool[] changed = [.. now.Select((layer, i) => !ReferenceEquals(layer.Removed, _layers[i].Removed))];
        if (!changed.Contains(true))
        {
            return removed;
        }

        for (int i = 0; i < _origins.Length; i++)
        {
            (int layer, int row) = _origins[i];
            if (changed[layer] && now[layer].Removed.Contains(row))
            {
                removed[i / 64] |= 1UL << (i % 64);
            }
        }

        return removed;
    }
}
