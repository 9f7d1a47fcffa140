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
    private const int BlockRows = CodeBlocks.BlockRows;
    private const int BlocksOfWord = WordSlots / BlockRows;
    private const uint AllRows = (1 << BlockRows) - 1;

    // The norm and its product with a bound are themselves rounded.
    private const double RelativeRounding = 1e-6;
    private const double SmallestBound = 1e-44;

    public override int ScanCodes(
        SegmentParts parts, float* query, SearchScratch scratch, SlotFilter filter, float floor, Span<ScoredItem> results)
    {
        VectorRows rows = parts.Rows;
        QueryCode code = scratch.Code;
        code.Encode(new ReadOnlySpan<float>(query, rows.Dimension), parts.Bounds, narrow: false);
        CandidateSet candidates = scratch.Candidates;
        candidates.Reset(results.Length, InUnits(floor, code.Norm));
        ScanBlocks(parts.Codes!, rows.Count, code, filter, candidates);
        return Rerank(rows, query, code.Norm, candidates, results);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanBlocks(CodeBlocks codes, int count, QueryCode code, SlotFilter filter, CandidateSet candidates)
    {
        EncodedQuery encoded = code.Encoded;
        int* dots = stackalloc int[BlockRows];
        int words = (count + WordSlots - 1) / WordSlots;
        for (int word = filter.FirstWord(0, words); word < words; word = filter.FirstWord(word + 1, words))
        {
            ulong mask = Passing(filter, word, count);
            for (int block = word * BlocksOfWord; mask != 0; block++, mask >>= BlockRows)
            {
                uint passing = (uint)mask & AllRows;
                if (passing != 0)
                {
                    TCodes.Dot16(codes.Block(block), codes.Groups, encoded, dots);
                    AddPassing(dots, codes.ScalesOf(block), code, passing, block * BlockRows, candidates);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPassing(int* dots, float* scales, QueryCode code, uint mask, int firstRow, CandidateSet candidates)
    {
        uint passing = mask & ReachThreshold(dots, scales, code, code.Width, candidates.Threshold);
        if (passing != 0)
        {
            AddRows(dots, scales, code, passing, firstRow, candidates);
        }
    }

    // Which of 16 rows have an upper bound, in units of the query's norm, that reaches the threshold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReachThreshold(int* dots, float* scales, QueryCode code, float width, float threshold)
    {
        Vector256<float> estimate0 = Vector256.ConvertToSingle(Vector256.Load(dots) - Vector256.Create(code.Offset)) * code.Step;
        Vector256<float> estimate1 = Vector256.ConvertToSingle(Vector256.Load(dots + 8) - Vector256.Create(code.Offset)) * code.Step;
        Vector256<float> upper0 = (estimate0 + Vector256.Create(width)) * Vector256.Load(scales);
        Vector256<float> upper1 = (estimate1 + Vector256.Create(width)) * Vector256.Load(scales + 8);
        return Vector256.GreaterThanOrEqual(upper0, Vector256.Create(threshold)).ExtractMostSignificantBits()
            | Vector256.GreaterThanOrEqual(upper1, Vector256.Create(threshold)).ExtractMostSignificantBits() << 8;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRows(int* dots, float* scales, QueryCode code, uint passing, int firstRow, CandidateSet candidates)
    {
        for (; passing != 0; passing &= passing - 1)
        {
            int row = BitOperations.TrailingZeroCount(passing);
            float estimate = (dots[row] - code.Offset) * code.Step;
            candidates.Add(firstRow + row, (estimate - code.Width) * scales[row], (estimate + code.Width) * scales[row]);
        }
    }

    // First the rows whose lower bounds are the best, so that most of the others can be told from their upper bounds.
    private static int Rerank(VectorRows rows, float* query, double norm, CandidateSet candidates, Span<ScoredItem> results)
    {
        candidates.Reduce();
        TopScores top = new(results.Length);
        Rerank(rows, query, norm, candidates, best: true, ref top);
        Rerank(rows, query, norm, candidates, best: false, ref top);
        return top.Finish(results);
    }

    private static void Rerank(VectorRows rows, float* query, double norm, CandidateSet candidates, bool best, ref TopScores top)
    {
        Span<int> slots = stackalloc int[SlotBuffer];
        int buffered = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            bool isBest = candidates.Lower[i] >= candidates.Threshold;
            if (isBest == best && (!top.IsFull || candidates.Upper[i] * norm >= top.Threshold - Margin(top.Threshold)))
            {
                slots[buffered++] = candidates.Rows[i];
                if (buffered == SlotBuffer)
                {
                    OfferSlots(rows, query, slots, ref top);
                    buffered = 0;
                }
            }
        }

        OfferSlots(rows, query, slots[..buffered], ref top);
    }

    // A score as a threshold of bounds, which are in units of the query's norm.
    private static float InUnits(float floor, double norm) =>
        norm > 0 && float.IsFinite(floor) ? MathF.BitDecrement((float)((floor - Margin(floor) - SmallestBound) / norm)) : float.NegativeInfinity;

    private static double Margin(float score) => Math.Abs((double)score) * RelativeRounding;
}
