using Tandem.Retrieval;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking;

/// <summary>A merge of layers of a catalogue's indexes, made while changes go on. Built by one thread, then applied once.</summary>
public sealed class CatalogueMerge
{
    private readonly Compaction? _fused;
    private readonly Compaction? _vectors;
    private VectorSegment? _builtFused;
    private VectorSegment? _builtVectors;

    private CatalogueMerge(Compaction? fused, Compaction? vectors)
    {
        _fused = fused;
        _vectors = vectors;
    }

    /// <summary>Takes long where an index has grown so much that it is clustered anew.</summary>
    /// <exception cref="OperationCanceledException">Nothing has changed.</exception>
    public void Build(CancellationToken cancellation = default)
    {
        _builtFused = _fused?.Build(null, cancellation);
        _builtVectors = _vectors?.Build(null, cancellation);
    }

    internal static CatalogueMerge? Plan(Catalogue catalogue, LiveIndexOptions options)
    {
        Compaction? fused = Plan(catalogue.State.Fused, options);
        Compaction? vectors = Plan(catalogue.State.Vectors, options);
        return fused is null && vectors is null ? null : new CatalogueMerge(fused, vectors);
    }

    internal CatalogueState Apply(CatalogueState state) => state with
    {
        Fused = Apply(state.Fused, _fused, _builtFused),
        Vectors = Apply(state.Vectors, _vectors, _builtVectors),
    };

    private static Compaction? Plan(SegmentedIndex? index, LiveIndexOptions options) =>
        index is null ? null
        : Compaction.IsEverythingDue(index, options) ? Compaction.OfEverything(index, options)
        : Compaction.OfNewest(index, options);

    private static SegmentedIndex? Apply(SegmentedIndex? index, Compaction? plan, VectorSegment? built) =>
        plan is null ? index
        : built is null ? throw new InvalidOperationException("The merge was not built.")
        : plan.Apply(index!, built);
}
