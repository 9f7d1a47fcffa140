using System.Runtime.CompilerServices;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    // Vectors that wait until the memory has sent them; a block may bring 16 more.
    private const int VectorsWaiting = 32;

    // As Probe, but the filter is asked for every row, and of the few that pass the vectors are read: 16 rows share the lines of their codes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProbeFiltered(
        SegmentParts parts, float* query, double norm, SearchScratch scratch, SlotFilter filter, float margin)
    {
        InvertedLists lists = parts.Lists!;
        CandidateSet candidates = scratch.Candidates;
        Span<ulong> words = scratch.ReservePassing(parts.Rows.Count);
        filter.CopyTo(words);
        int* waiting = stackalloc int[VectorsWaiting + BlockRows];
        int count = 0;
        int reduceAfter = candidates.Wanted / 2;
        fixed (ulong* passing = words)
        {
            while (scratch.Order.TryNext(out int list, out float key) && !(key + margin < candidates.Threshold))
            {
                int end = lists.Starts[list + 1];
                scratch.BlocksRead += end - lists.Starts[list];
                scratch.LastKey = key;
                for (int block = lists.Starts[list]; block < end; block++)
                {
                    count = Collect(parts.Rows, lists.Slots + (long)block * BlockRows, passing, waiting, count);
                    if (count >= VectorsWaiting)
                    {
                        AddScored(parts.Rows, query, norm, new ReadOnlySpan<int>(waiting, count), candidates);
                        count = 0;
                    }
                }

                if (candidates.Added > reduceAfter)
                {
                    candidates.Reduce();
                }
            }
        }

        AddScored(parts.Rows, query, norm, new ReadOnlySpan<int>(waiting, count), candidates);
    }

    // Appends the slots of a block that pass, without a branch that could be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Collect(VectorRows rows, int* slots, ulong* passing, int* waiting, int count)
    {
        int before = count;
        for (int row = 0; row < BlockRows; row++)
        {
            int slot = slots[row];
            int there = ~slot >>> 31;
            waiting[count] = slot;
            count += (int)(passing[(slot & -there) >> 6] >> slot) & there;
        }

        for (int i = before; i < count; i++)
        {
            Prefetch.Lines(rows.Row(waiting[i]), rows.RowBytes);
        }

        return count;
    }

    // A score in units of the query's norm is rounded once more, and the bounds leave room for that.
    private static void AddScored(VectorRows rows, float* query, double norm, ReadOnlySpan<int> slots, CandidateSet candidates)
    {
        Span<float> scores = stackalloc float[VectorsWaiting + BlockRows];
        ScoreRows(rows, query, slots, scores);
        double inverse = norm > 0 ? 1 / norm : 0;
        for (int i = 0; i < slots.Length; i++)
        {
            double score = scores[i] * inverse;
            double room = Math.Abs(score) * RelativeRounding + SmallestBound;
            float upper = (float)(score + room);
            if (upper >= candidates.Threshold)
            {
                candidates.Add(slots[i], (float)(score - room), upper);
            }
        }
    }
}
