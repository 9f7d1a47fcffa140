using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed unsafe partial class VectorSegment
{
    private const int RowsAtOnce = 4;

    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default)
    {
        FiniteValues.RequireQuery(query, Dimension);
        RequireRecall(options.TargetRecall);
        int k = Math.Min(results.Length, Count);
        if (k == 0)
        {
            return 0;
        }

        float[] padded = PadQuery(query);
        TopScores top = new(k);
        for (int slot = 0; slot < Count; slot++)
        {
            if (options.Filter.Passes(slot))
            {
                top.Offer(slot, ScoreOf(padded, slot));
            }
        }

        GC.KeepAlive(_rows.Memory);
        ArrayPool<float>.Shared.Return(padded);
        ScoredItem[] found = top.Finish();
        found.CopyTo(results);
        return found.Length;
    }

    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (queries.Length != (long)counts.Length * Dimension || results.Length < (long)counts.Length * k)
        {
            throw new ArgumentException(
                $"{queries.Length} values, {counts.Length} counts and {results.Length} results do not fit queries of {Dimension} values with {k} results each.",
                nameof(queries));
        }

        for (int query = 0; query < counts.Length; query++)
        {
            counts[query] = Search(queries.Slice(query * Dimension, Dimension), results.Slice(query * k, k), options);
        }
    }

    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores)
    {
        FiniteValues.RequireQuery(query, Dimension);
        if (scores.Length < slots.Length)
        {
            throw new ArgumentException($"There are {slots.Length} slots, but room for {scores.Length} scores.", nameof(scores));
        }

        float[] padded = PadQuery(query);
        for (int i = 0; i < slots.Length; i++)
        {
            RequireSlot(slots[i]);
            scores[i] = ScoreOf(padded, slots[i]);
        }

        GC.KeepAlive(_rows.Memory);
        ArrayPool<float>.Shared.Return(padded);
    }

    private static void RequireRecall(double? recall)
    {
        if (recall is { } value && !(value is >= SegmentOptions.MinTargetRecall and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(recall), value, $"The recall is from {SegmentOptions.MinTargetRecall} to 1.");
        }
    }

    private float ScoreOf(float[] query, int slot)
    {
        ref float row = ref MemoryMarshal.GetReference(_rows.Row(slot));
        Vector128<float> scores = RowKernel256.Dot4(ref MemoryMarshal.GetArrayDataReference(query), ref row, ref row, ref row, ref row, _rows.Stride);
        float score = scores.ToScalar();
        return float.IsNaN(score) ? float.NegativeInfinity : score + 0f;
    }

    private float[] PadQuery(ReadOnlySpan<float> query)
    {
        float[] padded = ArrayPool<float>.Shared.Rent(_rows.Stride);
        query.CopyTo(padded);
        padded.AsSpan(query.Length, _rows.Stride - query.Length).Clear();
        if (Similarity == Similarity.Cosine)
        {
            UnitLength.Normalize(padded.AsSpan(0, query.Length));
        }

        return padded;
    }
}
