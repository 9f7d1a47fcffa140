using System.Buffers;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Partitions;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Live;

public sealed partial class SegmentedIndex
{
    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default)
    {
        FiniteValues.RequireQuery(query, Dimension);
        int k = Math.Min(results.Length, Alive);
        if (k == 0)
        {
            return 0;
        }

        float[] unit = UnitQueries(query);
        ScoredItem[] scratch = ArrayPool<ScoredItem>.Shared.Rent(2 * k);
        int found = 0;
        RecallCurve? followed = null;
        for (int i = 0; i <= Layers.Length; i++)
        {
            Layer layer = i < Layers.Length ? Layers[i] : Delta;
            Span<ScoredItem> more = scratch.AsSpan(0, k);
            bool follows = followed is not null && layer.Curve == followed;
            SearchOptions own = options with { Floor = found == k ? results[k - 1].Score : null, Follows = follows };
            more = more[..layer.Search(QueryFor(layer, query, unit), more, own)];
            if (layer.Curve is not null && !follows)
            {
                followed = SearchScratch.Current.LastKey is null ? null : layer.Curve;
            }

            found = MergeInto(results[..k], found, more, scratch.AsSpan(k, k));
        }

        ArrayPool<ScoredItem>.Shared.Return(scratch);
        ReturnUnit(unit);
        return found;
    }

    /// <inheritdoc/>
    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (queries.Length != (long)counts.Length * Dimension || results.Length < (long)counts.Length * k)
        {
            throw new ArgumentException(
                $"{queries.Length} values, {counts.Length} counts and {results.Length} results do not fit queries of {Dimension} values with {k} results each.",
                nameof(queries));
        }

        counts.Clear();
        if (k == 0 || counts.IsEmpty)
        {
            return;
        }

        float[] unit = UnitQueries(queries);
        ScoredItem[] scratch = ArrayPool<ScoredItem>.Shared.Rent(counts.Length * k);
        ScoredItem[] merged = ArrayPool<ScoredItem>.Shared.Rent(k);
        int[] found = ArrayPool<int>.Shared.Rent(counts.Length);
        for (int i = 0; i <= Layers.Length; i++)
        {
            Layer layer = i < Layers.Length ? Layers[i] : Delta;
            layer.SearchMany(QueryFor(layer, queries, unit), k, scratch.AsSpan(0, counts.Length * k), found.AsSpan(0, counts.Length), options);
            for (int query = 0; query < counts.Length; query++)
            {
                counts[query] = MergeInto(
                    results.Slice(query * k, k), counts[query], scratch.AsSpan(query * k, found[query]), merged.AsSpan(0, k));
            }
        }

        ArrayPool<int>.Shared.Return(found);
        ArrayPool<ScoredItem>.Shared.Return(merged);
        ArrayPool<ScoredItem>.Shared.Return(scratch);
        ReturnUnit(unit);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A slot holds no vector.</exception>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores)
    {
        FiniteValues.RequireQuery(query, Dimension);
        if (scores.Length < slots.Length)
        {
            throw new ArgumentException($"There are {slots.Length} slots, but room for {scores.Length} scores.", nameof(scores));
        }

        float[] unit = UnitQueries(query);
        for (int i = 0; i < slots.Length; i++)
        {
            if (!TryFind(slots[i], out Layer layer, out int row))
            {
                throw new ArgumentOutOfRangeException(nameof(slots), slots[i], "The slot holds no vector.");
            }

            layer.Segment.Score(QueryFor(layer, query, unit), [row], scores.Slice(i, 1));
        }

        ReturnUnit(unit);
    }

    /// <summary>Merges a layer's answer into the answer so far, which keeps its place.</summary>
    private static int MergeInto(Span<ScoredItem> results, int found, ReadOnlySpan<ScoredItem> more, Span<ScoredItem> scratch)
    {
        if (more.IsEmpty)
        {
            return found;
        }

        if (found == 0)
        {
            more.CopyTo(results);
            return more.Length;
        }

        int merged = TopKMerge.Merge(results[..found], more, scratch);
        scratch[..merged].CopyTo(results);
        return merged;
    }

    // Segments that normalise themselves get the query as it came, so that it is not rounded twice.
    private static ReadOnlySpan<float> QueryFor(Layer layer, ReadOnlySpan<float> queries, float[] unit) =>
        unit.Length == 0 || layer.Segment.Similarity == Similarity.Cosine ? queries : unit.AsSpan(0, queries.Length);

    /// <summary>The queries with length 1, in rented memory; empty where that is not needed.</summary>
    private float[] UnitQueries(ReadOnlySpan<float> queries)
    {
        if (Similarity != Similarity.Cosine)
        {
            return [];
        }

        float[] unit = ArrayPool<float>.Shared.Rent(queries.Length);
        queries.CopyTo(unit);
        for (int start = 0; start < queries.Length; start += Dimension)
        {
            UnitLength.Normalize(unit.AsSpan(start, Dimension));
        }

        return unit;
    }

    private static void ReturnUnit(float[] unit)
    {
        if (unit.Length > 0)
        {
            ArrayPool<float>.Shared.Return(unit);
        }
    }
}
