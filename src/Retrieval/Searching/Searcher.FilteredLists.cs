using System.Runtime.CompilerServices;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    // Rows that are collected before their codes are read; a block may bring 16 more.
    private const int RowsWaiting = 96;

    // As Probe, but the filter is asked for every row, and only the codes of those that pass are read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProbeFiltered(
        SegmentParts parts, QueryCode code, float width, SearchScratch scratch, SlotFilter filter, float margin)
    {
        InvertedLists lists = parts.Lists!;
        RowCodes singles = parts.Singles!;
        CandidateSet candidates = scratch.Candidates;
        Span<ulong> words = scratch.ReservePassing(parts.Rows.Count);
        filter.CopyTo(words);
        int* waiting = stackalloc int[RowsWaiting + BlockRows + SlotsBehind];
        int count = 0;
        int reduceAfter = candidates.Wanted / 2;
        fixed (ulong* passing = words)
        {
            while (scratch.Order.TryNext(out int list, out float key) && !(key + margin < candidates.Threshold))
            {
                int after = scratch.Order.Peek();
                Prefetch.Lines(
                    (byte*)(lists.Slots + (long)lists.Starts[after] * BlockRows), (lists.Starts[after + 1] - lists.Starts[after]) * BlockRows * sizeof(int));
                int end = lists.Starts[list + 1];
                scratch.BlocksRead += end - lists.Starts[list];
                scratch.LastKey = key;
                for (int block = lists.Starts[list]; block < end; block++)
                {
                    count = Collect(lists.Slots + (long)block * BlockRows, passing, waiting, count);
                    if (count >= RowsWaiting)
                    {
                        AddSingles(singles, code, width, waiting, count, candidates);
                        count = 0;
                    }
                }

                if (candidates.Added > reduceAfter)
                {
                    candidates.Reduce();
                }
            }
        }

        AddSingles(singles, code, width, waiting, count, candidates);
    }

    // Appends the slots of a block that pass, without a branch that could be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Collect(int* slots, ulong* passing, int* waiting, int count)
    {
        for (int row = 0; row < BlockRows; row++)
        {
            int slot = slots[row];
            int there = ~slot >>> 31;
            waiting[count] = slot;
            count += (int)(passing[(slot & -there) >> 6] >> slot) & there;
        }

        return count;
    }
}
