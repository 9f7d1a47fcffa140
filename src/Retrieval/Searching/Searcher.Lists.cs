using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    // In units of a row's scale and the query's norm. The rounding error of a code is spread evenly over one unit, so the error of an inner
    // product has a standard deviation of at most 1/√12; this is 3.5 of them.
    private const float LikelyWidth = 1;

    // What is asked for of the next list when a list begins, and how far ahead within a list: two blocks of 128 dimensions.
    private const int PrefetchedBytes = 4096;
    private const int BlocksAhead = 2;

    // How much of its spread a list is ranked higher for: the best of a wide list lie further from its centroid.
    private const float SpreadShare = 0.1f;

    public override int ProbeLists(
        SegmentParts parts,
        float* query,
        SearchScratch scratch,
        SlotFilter filter,
        bool selective,
        float? margin,
        float floor,
        Span<ScoredItem> results)
    {
        VectorRows rows = parts.Rows;
        InvertedLists lists = parts.Lists!;
        QueryCode code = scratch.Code;
        code.Encode(new ReadOnlySpan<float>(query, rows.Dimension), parts.Bounds, narrow: selective || margin is not null);
        CandidateSet candidates = scratch.Candidates;
        candidates.Reset(results.Length, margin is null ? InUnits(floor, code.Norm) : float.NegativeInfinity);
        RankLists(lists, code, scratch.Order);
        scratch.BlocksRead = 0;
        float width = margin is null ? code.Width : Math.Min(code.Width, LikelyWidth);
        if (selective)
        {
            ProbeFiltered(parts, code, width, scratch, filter, margin ?? float.PositiveInfinity);
        }
        else
        {
            Probe(lists, code, width, scratch, filter, margin ?? float.PositiveInfinity);
        }

        return Rerank(rows, query, code.Norm, candidates, results);
    }

    public override int FollowLists(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, float floor, Span<ScoredItem> results)
    {
        InvertedLists lists = parts.Lists!;
        QueryCode code = scratch.Code;
        code.Encode(new ReadOnlySpan<float>(query, parts.Rows.Dimension), parts.Bounds, narrow: true);
        CandidateSet candidates = scratch.Candidates;
        candidates.Reset(results.Length, InUnits(floor, code.Norm));
        float width = Math.Min(code.Width, LikelyWidth);
        ReadOnlySpan<ulong> read = scratch.Order.From(scratch.LastKey!.Value);
        for (int i = 0; i < read.Length; i++)
        {
            int list = (int)(uint)read[i];
            Prefetch.Lines(lists.Codes.Block(lists.Starts[(int)(uint)read[Math.Min(i + 1, read.Length - 1)]]), PrefetchedBytes);
            ScanList(lists, lists.Starts[list], lists.Starts[list + 1], code, width, filter, candidates);
        }

        return Rerank(parts.Rows, query, code.Norm, candidates, results);
    }

    // A list's key: the estimate of its centroid's score, and a share of its spread, because the best of a wide list are further from it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RankLists(InvertedLists lists, QueryCode code, ListOrder order)
    {
        CodeBlocks centroids = lists.Centroids;
        EncodedQuery encoded = code.Encoded;
        Vector256<int> offset = Vector256.Create(code.Offset);
        int* dots = stackalloc int[BlockRows];
        Span<float> keySpan = order.Reset(lists.Count, centroids.Blocks * BlockRows);
        fixed (float* keys = keySpan)
        {
            for (int block = 0; block < centroids.Blocks; block++)
            {
                Dot16(centroids.Block(block), centroids.Groups, encoded, code.IsNarrow, dots);
                float* scales = centroids.ScalesOf(block);
                float* spreads = lists.Spreads + block * BlockRows;
                for (int half = 0; half < BlockRows; half += Vector256<float>.Count)
                {
                    Vector256<float> score = Vector256.ConvertToSingle(Vector256.Load(dots + half) - offset) * code.Step * Vector256.Load(scales + half);
                    (score + Vector256.Load(spreads + half) * SpreadShare).Store(keys + block * BlockRows + half);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Probe(InvertedLists lists, QueryCode code, float width, SearchScratch scratch, SlotFilter filter, float margin)
    {
        int* starts = lists.Starts;
        CandidateSet candidates = scratch.Candidates;
        ListOrder order = scratch.Order;
        int reduceAfter = candidates.Wanted / 2;
        while (order.TryNext(out int list, out float key) && !(key + margin < candidates.Threshold))
        {
            Prefetch.Lines(lists.Codes.Block(starts[order.Peek()]), PrefetchedBytes);
            ScanList(lists, starts[list], starts[list + 1], code, width, filter, candidates);
            scratch.BlocksRead += starts[list + 1] - starts[list];
            scratch.LastKey = key;
            if (candidates.Added > reduceAfter)
            {
                candidates.Reduce();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanList(
        InvertedLists lists, int firstBlock, int endBlock, QueryCode code, float width, SlotFilter filter, CandidateSet candidates)
    {
        CodeBlocks codes = lists.Codes;
        EncodedQuery encoded = code.Encoded;
        int* dots = stackalloc int[BlockRows];
        for (int block = firstBlock; block < endBlock; block++)
        {
            Prefetch.Lines(codes.Block(block + BlocksAhead), codes.BlockBytes);
            Dot16(codes.Block(block), codes.Groups, encoded, code.IsNarrow, dots);
            uint passing = ReachThreshold(dots, codes.ScalesOf(block), code, width, candidates.Threshold);
            if (passing != 0)
            {
                AddRows(dots, codes.ScalesOf(block), code, width, passing, lists.Slots + (long)block * BlockRows, filter, candidates);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dot16(byte* block, int groups, EncodedQuery query, bool narrow, int* dots)
    {
        if (narrow)
        {
            TCodes.Dot16Narrow(block, groups, query, dots);
        }
        else
        {
            TCodes.Dot16(block, groups, query, dots);
        }
    }

    // Few rows get here, so the filter is asked for each of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRows(
        int* dots, float* scales, QueryCode code, float width, uint passing, int* slots, SlotFilter filter, CandidateSet candidates)
    {
        bool all = filter.IsEmpty;
        for (; passing != 0; passing &= passing - 1)
        {
            int row = BitOperations.TrailingZeroCount(passing);
            int slot = slots[row];
            if (slot != InvertedLists.NoSlot && (all || filter.Passes(slot)))
            {
                float estimate = (dots[row] - code.Offset) * code.Step;
                candidates.Add(slot, (estimate - width) * scales[row], (estimate + width) * scales[row]);
            }
        }
    }
}
