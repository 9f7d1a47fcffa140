using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    // Behind the slots that are read.
    private const int SlotsBehind = RowsAhead + RowsAtOnce;

    public override int ScanSingles(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, bool exact, float floor, Span<ScoredItem> results)
    {
        VectorRows rows = parts.Rows;
        QueryCode code = scratch.Code;
        code.Encode(new ReadOnlySpan<float>(query, rows.Dimension), parts.Bounds, narrow: true);
        CandidateSet candidates = scratch.Candidates;
        candidates.Reset(results.Length, InUnits(floor, code.Norm));
        Span<ulong> words = scratch.ReservePassing(rows.Count);
        filter.CopyTo(words);
        words[^1] = Passing(filter, words.Length - 1, rows.Count);
        ScanSingles(parts.Singles!, code, exact ? code.Width : Math.Min(code.Width, LikelyWidth), words, candidates);
        return Rerank(rows, query, code.Norm, candidates, results);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanSingles(RowCodes codes, QueryCode code, float width, ReadOnlySpan<ulong> words, CandidateSet candidates)
    {
        int* slots = stackalloc int[SlotBuffer + WordSlots + SlotsBehind];
        int buffered = 0;
        for (int word = 0; word < words.Length; word++)
        {
            for (ulong mask = words[word]; mask != 0; mask &= mask - 1)
            {
                slots[buffered++] = word * WordSlots + BitOperations.TrailingZeroCount(mask);
            }

            if (buffered >= SlotBuffer)
            {
                AddSingles(codes, code, width, slots, buffered, candidates);
                buffered = 0;
            }
        }

        AddSingles(codes, code, width, slots, buffered, candidates);
    }

    /// <param name="slots">[count + SlotsBehind]; the last places are written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSingles(RowCodes codes, QueryCode code, float width, int* slots, int count, CandidateSet candidates)
    {
        if (count == 0)
        {
            return;
        }

        // What is read ahead, and beside the last row, are rows that exist.
        new Span<int>(slots + count, SlotsBehind).Fill(slots[count - 1]);
        EncodedQuery encoded = code.Encoded;
        byte* rows = codes.Row(0);
        float* scales = codes.ScaleOf(0);
        nint stride = codes.Stride;
        Vector128<int> offset = Vector128.Create(code.Offset);
        Vector128<float> step = Vector128.Create(code.Step);
        Vector128<float> room = Vector128.Create(width);
        for (int i = 0; i < RowsAhead; i++)
        {
            Fetch(rows, scales, stride, slots[i]);
        }

        for (int i = 0; i < count; i += RowsAtOnce)
        {
            int* next = slots + i;
            Fetch(rows, scales, stride, next[RowsAhead]);
            Fetch(rows, scales, stride, next[RowsAhead + 1]);
            Fetch(rows, scales, stride, next[RowsAhead + 2]);
            Fetch(rows, scales, stride, next[RowsAhead + 3]);
            Vector128<int> dots = TCodes.Dot4Rows(
                rows + next[0] * stride, rows + next[1] * stride, rows + next[2] * stride, rows + next[3] * stride, (int)stride, encoded);
            Vector128<float> estimates = Vector128.ConvertToSingle(dots - offset) * step;
            Vector128<float> scale = Vector128.Create(scales[next[0]], scales[next[1]], scales[next[2]], scales[next[3]]);
            Vector128<float> upper = (estimates + room) * scale;
            uint passing = Vector128.GreaterThanOrEqual(upper, Vector128.Create(candidates.Threshold)).ExtractMostSignificantBits();
            if (passing != 0)
            {
                passing &= count - i >= RowsAtOnce ? uint.MaxValue : (1u << (count - i)) - 1;
                AddSingles(next, passing, (estimates - room) * scale, upper, candidates);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddSingles(int* slots, uint passing, Vector128<float> lower, Vector128<float> upper, CandidateSet candidates)
    {
        for (; passing != 0; passing &= passing - 1)
        {
            int lane = BitOperations.TrailingZeroCount(passing);
            candidates.Add(slots[lane], lower.GetElement(lane), upper.GetElement(lane));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(byte* rows, float* scales, nint stride, int slot)
    {
        Prefetch.Scattered(rows + slot * stride, (int)stride);
        Prefetch.Scattered((byte*)(scales + slot), sizeof(float));
    }
}
