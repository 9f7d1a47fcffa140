using System.Runtime.CompilerServices;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Lists;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    // Blocks whose rows are looked up in the filter before the codes of the first of them are read: while that is done, the codes come.
    private const int BlocksLookedUp = 16;

    // As ScanList, but blocks without a row that passes are not read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanFilteredList(
        InvertedLists lists, int firstBlock, int endBlock, QueryCode code, float width, SlotFilter filter, CandidateSet candidates)
    {
        CodeBlocks codes = lists.Codes;
        EncodedQuery encoded = code.Encoded;
        int* dots = stackalloc int[BlockRows];
        uint* masks = stackalloc uint[BlocksLookedUp];
        for (int first = firstBlock; first < endBlock; first += BlocksLookedUp)
        {
            int count = Math.Min(BlocksLookedUp, endBlock - first);
            for (int i = 0; i < count; i++)
            {
                masks[i] = PassingRows(filter, lists.Slots + (long)(first + i) * BlockRows);
                if (masks[i] != 0)
                {
                    Prefetch.Lines(codes.Block(first + i), codes.BlockBytes);
                }
            }

            for (int i = 0; i < count; i++)
            {
                if (masks[i] == 0)
                {
                    continue;
                }

                int block = first + i;
                Dot16(codes.Block(block), codes.Groups, encoded, code.IsNarrow, dots);
                uint passing = masks[i] & ReachThreshold(dots, codes.ScalesOf(block), code, width, candidates.Threshold);
                if (passing != 0)
                {
                    AddRows(dots, codes.ScalesOf(block), code, width, passing, lists.Slots + (long)block * BlockRows, default, candidates);
                }
            }
        }
    }

    private static uint PassingRows(SlotFilter filter, int* slots)
    {
        uint mask = 0;
        for (int row = 0; row < BlockRows; row++)
        {
            int slot = slots[row];
            mask |= slot != InvertedLists.NoSlot && filter.Passes(slot) ? 1u << row : 0;
        }

        return mask;
    }
}
