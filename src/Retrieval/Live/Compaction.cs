using System.Collections.Immutable;

namespace Tandem.Retrieval.Live;

/// <summary>
/// The merge of some layers of one moment into one, built beside the running index. Layers only lose rows once they are sealed, so whatever
/// happens meanwhile is brought in at the end by asking which rows are still valid.
/// </summary>
internal sealed class Compaction
{
    private readonly ImmutableArray<Layer> _layers;
    private readonly CompactionSource _source;

    private Compaction(ImmutableArray<Layer> layers, int dimension)
    {
        _layers = layers;
        _source = new CompactionSource(layers, dimension);
    }

    public int LayerCount => _layers.Length;

    /// <summary>Rows that the new layer will have.</summary>
    public int Rows => _source.Count;

    /// <summary>Rows that are left behind.</summary>
    public int Dropped => _layers.Sum(static layer => layer.Removed.Count);

    /// <summary>The merge that a sealed index needs; null when it needs none.</summary>
    public static Compaction? Plan(SegmentedIndex sealedIndex, LiveIndexOptions options, CompactionScope scope)
    {
        ImmutableArray<Layer> layers = sealedIndex.Layers;
        if (scope == CompactionScope.Everything)
        {
            return layers.Length > 1 || layers.Any(static layer => layer.Removed.Count > 0 || !layer.Slots.Ascending)
                ? new Compaction(layers, sealedIndex.Dimension)
                : null;
        }

        int first = layers.Length;
        long newer = 0;
        while (first > 0 && (first == layers.Length || layers[first - 1].Alive <= options.MergeRatio * newer))
        {
            first--;
            newer += layers[first].Alive;
        }

        ImmutableArray<Layer> chosen =
        [
            .. layers[..first].Where(layer => layer.Removed.Count > options.MaxRemovedShare * layer.Rows),
            .. layers[first..],
        ];
        return chosen.Length > 1 || chosen.Any(static layer => !layer.Slots.Ascending) ? new Compaction(chosen, sealedIndex.Dimension) : null;
    }

    /// <summary>Builds the new segment; takes long.</summary>
    public VectorSegment Build(SegmentOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellation) =>
        VectorSegment.Build(_source, options, progress, cancellation);

    /// <summary>Puts the segment in place of the layers that it was built from.</summary>
    /// <param name="current">An index that came from the planned one by changes.</param>
    public SegmentedIndex Apply(SegmentedIndex current, VectorSegment built)
    {
        ImmutableArray<Layer> now = [.. _layers.Select(layer => current.Layers.Single(other => ReferenceEquals(other.Segment, layer.Segment)))];
        Tombstones removed = Tombstones.Of(_source.RowsRemovedSince(now));
        ImmutableArray<Layer> kept = current.Layers.RemoveRange(now);
        return current.WithLayers(
            removed.Count == built.Count ? kept : Place(kept, new Layer(built, SlotTable.Of(_source.Slots), removed)));
    }

    // The largest first, so that a search begins with the layer that raises the threshold most.
    private static ImmutableArray<Layer> Place(ImmutableArray<Layer> kept, Layer merged)
    {
        int place = 0;
        while (place < kept.Length && kept[place].Rows >= merged.Rows)
        {
            place++;
        }

        return kept.Insert(place, merged);
    }
}
