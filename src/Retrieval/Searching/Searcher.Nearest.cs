using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    public override void Nearest(
        CodeBlocks centroids, ReadOnlySpan<float> halfSquares, VectorRows rows, ReadOnlySpan<int> slots, SearchScratch scratch, Span<int> nearest)
    {
        BatchScratch batch = scratch.Batch;
        EncodedQuery* encoded = stackalloc EncodedQuery[BatchScratch.MaxQueries];
        float* steps = stackalloc float[BatchScratch.MaxQueries];
        int* offsets = stackalloc int[BatchScratch.MaxQueries];
        Span<float> vector = new(scratch.ReserveQueries(1, rows.Stride), rows.Dimension);
        for (int i = 0; i < slots.Length; i++)
        {
            rows.Read(slots[i], vector);
            QueryCode code = batch.Codes[i];
            code.Encode(vector, CodeBounds.None, narrow: true);
            (encoded[i], steps[i], offsets[i]) = (code.Encoded, (float)(code.Step * code.Norm), code.Offset);
        }

        for (int i = slots.Length; i % QueriesAtOnce != 0; i++)
        {
            (encoded[i], steps[i], offsets[i]) = (encoded[slots.Length - 1], steps[slots.Length - 1], offsets[slots.Length - 1]);
        }

        fixed (float* halves = halfSquares)
        {
            Nearest(centroids, halves, encoded, steps, offsets, slots.Length, nearest);
        }
    }

    // For each lane the best score so far and its centroid; the first of equal ones, so that the order of work has no influence.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nearest(
        CodeBlocks centroids, float* halfSquares, EncodedQuery* encoded, float* steps, int* offsets, int count, Span<int> nearest)
    {
        int* dots = stackalloc int[QueriesAtOnce * BlockRows];
        Vector256<float>* best = stackalloc Vector256<float>[BatchScratch.MaxQueries];
        Vector256<int>* bestAt = stackalloc Vector256<int>[BatchScratch.MaxQueries];
        for (int i = 0; i < BatchScratch.MaxQueries; i++)
        {
            (best[i], bestAt[i]) = (Vector256.Create(float.NegativeInfinity), default);
        }

        for (int firstBlock = 0; firstBlock < centroids.Blocks; firstBlock += BlocksAtOnce)
        {
            int endBlock = Math.Min(centroids.Blocks, firstBlock + BlocksAtOnce);
            for (int first = 0; first < count; first += QueriesAtOnce)
            {
                for (int block = firstBlock; block < endBlock; block++)
                {
                    TCodes.Dot16x4(centroids.Block(block), centroids.Groups, encoded + first, dots);
                    for (int i = 0; i < QueriesAtOnce * 2; i++)
                    {
                        int query = first + i / 2;
                        int half = i % 2 * Vector256<float>.Count;
                        Vector256<int> at = Vector256<int>.Indices + Vector256.Create(block * BlockRows + half);
                        Vector256<float> score =
                            Vector256.ConvertToSingle(Vector256.Load(dots + i * Vector256<int>.Count) - Vector256.Create(offsets[query])) * steps[query]
                            * Vector256.Load(centroids.ScalesOf(block) + half) - Vector256.Load(halfSquares + block * BlockRows + half);
                        Vector256<float> better = Vector256.GreaterThan(score, best[query]);
                        best[query] = Vector256.ConditionalSelect(better, score, best[query]);
                        bestAt[query] = Vector256.ConditionalSelect(better.AsInt32(), at, bestAt[query]);
                    }
                }
            }
        }

        for (int query = 0; query < count; query++)
        {
            nearest[query] = FirstOfBest(best[query], bestAt[query]);
        }
    }

    private static int FirstOfBest(Vector256<float> scores, Vector256<int> indices)
    {
        int at = indices.GetElement(0);
        float best = scores.GetElement(0);
        for (int lane = 1; lane < Vector256<float>.Count; lane++)
        {
            float score = scores.GetElement(lane);
            if (score > best || (score == best && indices.GetElement(lane) < at))
            {
                (best, at) = (score, indices.GetElement(lane));
            }
        }

        return at;
    }
}
