using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes> : Searcher
    where TRows : struct, IRowFormat
    where TCodes : struct, ICodeKernel
{
    private const int RowsAtOnce = 4;
    private const int WordSlots = 64;

    // Rows whose lines are asked for before they are needed: enough to cover the latency of memory, few enough for the second cache's buffers.
    private const int RowsAhead = 32;
    private const int SlotBuffer = 256;

    public override void Score(VectorRows rows, float* query, ReadOnlySpan<int> slots, Span<float> scores) =>
        ScoreRows(rows, query, slots, scores);

    private static void ScoreRows(VectorRows rows, float* query, ReadOnlySpan<int> slots, Span<float> scores)
    {
        for (int i = 0; i < slots.Length; i += RowsAtOnce)
        {
            int last = Math.Min(RowsAtOnce, slots.Length - i) - 1;
            Vector128<float> four = Dot4(rows, query, slots[i], slots[i + Math.Min(1, last)], slots[i + Math.Min(2, last)], slots[i + last]);
            for (int lane = 0; lane <= last; lane++)
            {
                scores[i + lane] = Canonical(four.GetElement(lane == last ? RowsAtOnce - 1 : lane));
            }
        }
    }

    public override int ScanRows(VectorRows rows, float* query, SlotFilter filter, Span<ScoredItem> results)
    {
        TopScores top = new(results.Length);
        int* slots = stackalloc int[SlotBuffer + WordSlots];
        int buffered = 0;
        int words = (rows.Count + WordSlots - 1) / WordSlots;
        for (int word = filter.FirstWord(0, words); word < words; word = filter.FirstWord(word + 1, words))
        {
            ulong mask = Passing(filter, word, rows.Count);
            int first = word * WordSlots;
            if (mask == ulong.MaxValue && buffered == 0)
            {
                OfferNeighbours(rows, query, first, ref top);
                continue;
            }

            for (; mask != 0; mask &= mask - 1)
            {
                slots[buffered++] = first + BitOperations.TrailingZeroCount(mask);
            }

            if (buffered >= SlotBuffer)
            {
                OfferSlots(rows, query, new ReadOnlySpan<int>(slots, buffered), ref top);
                buffered = 0;
            }
        }

        OfferSlots(rows, query, new ReadOnlySpan<int>(slots, buffered), ref top);
        return top.Finish(results);
    }

    // 64 rows that lie together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OfferNeighbours(VectorRows rows, float* query, int first, ref TopScores top)
    {
        int rowBytes = rows.RowBytes;
        byte* row = rows.Row(first);
        for (int i = 0; i < WordSlots; i += RowsAtOnce, row += RowsAtOnce * rowBytes)
        {
            Prefetch.Lines(row + 8 * rowBytes, RowsAtOnce * rowBytes);
            Vector128<float> four = TRows.Dot4(query, row, row + rowBytes, row + 2 * rowBytes, row + 3 * rowBytes, rows.Stride);
            if (!top.IsFull || Vector128.GreaterThanAny(four, Vector128.Create(top.Threshold)))
            {
                for (int lane = 0; lane < RowsAtOnce; lane++)
                {
                    top.Offer(first + i + lane, Canonical(four.GetElement(lane)));
                }
            }
        }
    }

    // Rows anywhere in memory.
    private static void OfferSlots(VectorRows rows, float* query, scoped ReadOnlySpan<int> slots, ref TopScores top)
    {
        for (int i = 0; i < Math.Min(RowsAhead, slots.Length); i++)
        {
            Prefetch.Scattered(rows.Row(slots[i]), rows.RowBytes);
        }

        for (int i = 0; i < slots.Length; i += RowsAtOnce)
        {
            for (int ahead = i + RowsAhead; ahead < Math.Min(i + RowsAhead + RowsAtOnce, slots.Length); ahead++)
            {
                Prefetch.Scattered(rows.Row(slots[ahead]), rows.RowBytes);
            }

            int last = Math.Min(RowsAtOnce, slots.Length - i) - 1;
            Vector128<float> four = Dot4(rows, query, slots[i], slots[i + Math.Min(1, last)], slots[i + Math.Min(2, last)], slots[i + last]);
            for (int lane = 0; lane <= last; lane++)
            {
                top.Offer(slots[i + lane], Canonical(four.GetElement(lane == last ? RowsAtOnce - 1 : lane)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Dot4(VectorRows rows, float* query, int slot0, int slot1, int slot2, int slot3) =>
        TRows.Dot4(query, rows.Row(slot0), rows.Row(slot1), rows.Row(slot2), rows.Row(slot3), rows.Stride);

    // Adding zero turns negative zero into zero, so that the two tie; a sum that overflowed to NaN is the worst.
    private static float Canonical(float score) => float.IsNaN(score) ? float.NegativeInfinity : score + 0f;
}
