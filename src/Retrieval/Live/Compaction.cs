using System.Collections.Immutable;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Live;

/// <summary>
/// The merge of some layers of one moment into one, built beside the running index. Layers only lose rows once they are sealed, so whatever
/// happens meanwhile is brought in at the end by asking which rows are still valid. Choosing the layers is quick; whoever holds up writers for
/// it does so briefly.
/// </summary>
public sealed class Compaction
{
    // A list takes a block at least, so that lists of fewer rows cost more than all codes one after the other.
    private const int MinRowsOfList = 1;
    private readonly ImmutableArray<Layer> _layers;
    private readonly Lazy<CompactionSource> _source;
    private readonly SegmentOptions _options;
    private readonly VectorSegment? _pattern;

    private Compaction(ImmutableArray<Layer> layers, SegmentedIndex index, SegmentOptions options, VectorSegment? pattern)
    {
        _layers = layers;
        _source = new Lazy<CompactionSource>(() => new CompactionSource(layers, index.Dimension));
        _options = options with { Similarity = index.Similarity };
        _pattern = pattern;
    }

    public int LayerCount => _layers.Length;

    /// <summary>Rows that the new layer will have.</summary>
    public int Rows => _layers.Sum(static layer => layer.Alive);

    /// <summary>Rows that are left behind.</summary>
    public int Dropped => _layers.Sum(static layer => layer.Removed.Count);

    internal IEnumerable<IVectorSegment> Segments => _layers.Select(static layer => layer.Segment);

    /// <summary>
    /// The merge of the newest layers that a sealed index needs; null when it needs none. Takes a share of a second, since nothing is clustered.
    /// </summary>
    public static Compaction? OfNewest(SegmentedIndex sealedIndex, LiveIndexOptions options) => OfNewest(sealedIndex, options, []);

    /// <param name="taken">Segments that another merge is reading.</param>
    internal static Compaction? OfNewest(SegmentedIndex sealedIndex, LiveIndexOptions options, ImmutableHashSet<IVectorSegment> taken)
    {
        ArgumentNullException.ThrowIfNull(sealedIndex);
        ArgumentNullException.ThrowIfNull(options);
        Layer? foundation = Foundation(sealedIndex);
        ImmutableArray<Layer> layers = [.. sealedIndex.Layers.Where(layer => layer != foundation && !taken.Contains(layer.Segment))];
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
        if (chosen.Length < 2 && !chosen.Any(layer => !layer.Slots.Ascending && layer.Rows > options.DeltaCapacity))
        {
            return null;
        }

        VectorSegment? pattern = foundation?.Segment as VectorSegment;
        pattern = pattern?.Header.Storage == options.Segments.Storage && chosen.Sum(static layer => layer.Alive) >= MinRowsOfList * pattern.Header.Lists ? pattern : null;
        return new Compaction(chosen, sealedIndex, options.Segments with { Structure = WithoutLists(options.Segments.Structure) }, pattern);
    }

    /// <summary>The merge of all layers, clustered and calibrated anew; null when there is one layer without removed rows.</summary>
    public static Compaction? OfEverything(SegmentedIndex sealedIndex, LiveIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(sealedIndex);
        ArgumentNullException.ThrowIfNull(options);
        ImmutableArray<Layer> layers = sealedIndex.Layers;
        return layers.Length > 1 || layers.Any(static layer => layer.Removed.Count > 0 || !layer.Slots.Ascending)
            ? new Compaction(layers, sealedIndex, options.Segments, null)
            : null;
    }

    /// <summary>Whether so much has come or gone since the lists were built that everything should be merged.</summary>
    public static bool IsEverythingDue(SegmentedIndex index, LiveIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(options);
        if (Foundation(index) is not { } foundation)
        {
            return SizeRule.Choose(options.Segments.Structure, index.Alive) == SearchStructure.Approximate;
        }

        int calibrated = ((VectorSegment)foundation.Segment).Header.Recall!.Vectors is > 0 and int vectors ? vectors : foundation.Rows;
        return index.Alive - foundation.Alive > options.MaxGrowth * calibrated || foundation.Removed.Count > options.MaxRemovedShare * foundation.Rows;
    }

    /// <summary>Builds the new segment; takes long.</summary>
    /// <param name="progress">Told from any thread.</param>
    public VectorSegment Build(IProgress<BuildProgress>? progress = null, CancellationToken cancellation = default) =>
        _pattern is null
            ? VectorSegment.Build(_source.Value, _options, progress, cancellation)
            : VectorSegment.BuildLike(_pattern, _source.Value, _options, progress, cancellation);

    /// <summary>Puts the segment in place of the layers that it was built from.</summary>
    /// <param name="current">An index that came from the planned one by changes.</param>
    public SegmentedIndex Apply(SegmentedIndex current, VectorSegment built)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(built);
        ImmutableArray<Layer> now = [.. _layers.Select(layer => current.Layers.Single(other => ReferenceEquals(other.Segment, layer.Segment)))];
        Tombstones removed = Tombstones.Of(_source.Value.RowsRemovedSince(now));
        ImmutableArray<Layer> kept = current.Layers.RemoveRange(now);
        return current.WithLayers(
            removed.Count == built.Count ? kept : Place(kept, new Layer(built, SlotTable.Of(_source.Value.Slots), removed)));
    }

    // The largest layer with lists: others may be built like it.
    private static Layer? Foundation(SegmentedIndex index) =>
        index.Layers.Where(static layer => layer.Curve?.Points.Count > 0).MaxBy(static layer => layer.Rows);

    private static SearchStructure WithoutLists(SearchStructure asked) => asked == SearchStructure.Scan ? asked : SearchStructure.Exact;

    // The largest first, so that a search begins with the layer that raises the threshold most; but a layer after the one that it is built like,
    // because it follows what the search of that one read.
    private static ImmutableArray<Layer> Place(ImmutableArray<Layer> kept, Layer merged)
    {
        int place = 0;
        while (place < kept.Length && (kept[place].Rows >= merged.Rows || (merged.Curve is not null && kept[place].Curve == merged.Curve)))
        {
            place++;
        }

        return kept.Insert(place, merged);
    }
}
