using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>The nearest centroid of each vector, from 8-bit codes of both. The same for any number of threads.</summary>
internal sealed unsafe class ListAssignment(VectorRows rows, Searcher searcher, SegmentOptions options, CancellationToken cancellation)
{
    private const string Stage = "assignment";
    private const int PartVectors = 4096;

    /// <param name="halfSquares">[centroid blocks · 16]: ‖c‖²/2, infinite for rows that are no centroid.</param>
    /// <returns>Parallel to <paramref name="slots"/>.</returns>
    public int[] Run(int[] slots, CodeBlocks centroids, float[] halfSquares, IProgress<BuildProgress>? told)
    {
        int[] nearest = new int[slots.Length];
        int done = 0;
        ParallelWork.Run((slots.Length + PartVectors - 1) / PartVectors, options.Threads, AssignPart, cancellation);
        return nearest;

        void AssignPart(int part)
        {
            int end = Math.Min(slots.Length, (part + 1) * PartVectors);
            for (int first = part * PartVectors; first < end; first += BatchScratch.MaxQueries)
            {
                int count = Math.Min(BatchScratch.MaxQueries, end - first);
                searcher.Nearest(centroids, halfSquares, rows, slots.AsSpan(first, count), SearchScratch.Current, nearest.AsSpan(first, count));
            }

            told?.Report(new BuildProgress(Stage, Interlocked.Add(ref done, end - part * PartVectors), slots.Length));
        }
    }

    /// <summary>The list of every vector, by centroids of which only the codes are known.</summary>
    public int[] ToCentroids(int lists, CodeBlocks centroids, IProgress<BuildProgress>? told)
    {
        float[] halfSquares = new float[centroids.Blocks * CodeBlocks.BlockRows];
        Array.Fill(halfSquares, float.PositiveInfinity);
        for (int list = 0; list < lists; list++)
        {
            halfSquares[list] = (float)Math.Min(float.MaxValue, centroids.SquaredNorm(list) / 2);
        }

        return Run([.. Enumerable.Range(0, rows.Count)], centroids, halfSquares, told);
    }
}
