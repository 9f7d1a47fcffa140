using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// k-means (Lloyd) by Euclidean distance, on a sample. Vectors are assigned by 8-bit codes; centroids are means of full-precision vectors. The
/// result does not depend on the number of threads: every mean is summed in the order of the slots.
/// </summary>
internal sealed unsafe class ListClustering(
    VectorRows rows, Searcher searcher, int lists, SegmentOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellation)
{
    private const string TrainingStage = "clusters";
    private const int Iterations = 8;
    private const int SamplePerList = 64;

    // Two halves of a split cluster move apart by this share of every other value.
    private const float SplitShare = 1f / 1024;
    private readonly int _dimension = rows.Dimension;
    private readonly float[] _centroids = new float[(long)lists * rows.Dimension];
    private readonly ListAssignment _assignment = new(rows, searcher, options, cancellation);
    private CodeBlocks _codes = CodeBlocks.Allocate(CodeBlocks.BlocksFor(lists), rows.Dimension);

    /// <summary>The list of every slot, and the codes of the centroids.</summary>
    public (int[] ListOfSlot, CodeBlocks Centroids, float[] Spreads) Run()
    {
        int[] sample = Sample();
        for (int list = 0; list < lists; list++)
        {
            rows.Read(sample[(int)((long)list * sample.Length / lists)], Centroid(list));
        }

        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            progress?.Report(new BuildProgress(TrainingStage, iteration, Iterations));
            float[] halfSquares = EncodeCentroids();
            int[] nearest = _assignment.Run(sample, _codes, halfSquares, null);
            MoveToMeans(sample, nearest);
        }

        float[] last = EncodeCentroids();
        int[] listOfSlot = _assignment.Run([.. Enumerable.Range(0, rows.Count)], _codes, last, progress);
        return (listOfSlot, _codes, Spreads(listOfSlot));
    }

    // A seeded sample without repetition, in ascending order: the first part of a shuffle.
    private int[] Sample()
    {
        int[] slots = new int[rows.Count];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            slots[slot] = slot;
        }

        int count = (int)Math.Min(rows.Count, (long)lists * SamplePerList);
        Random random = new(options.Seed);
        for (int i = 0; i < count; i++)
        {
            int other = random.Next(i, slots.Length);
            (slots[i], slots[other]) = (slots[other], slots[i]);
        }

        int[] sample = slots[..count];
        Array.Sort(sample);
        return sample;
    }

    private float[] EncodeCentroids()
    {
        _codes = CodeBlocks.Allocate(CodeBlocks.BlocksFor(lists), _dimension);
        float[] halfSquares = new float[_codes.Blocks * CodeBlocks.BlockRows];
        Array.Fill(halfSquares, float.PositiveInfinity);
        for (int list = 0; list < lists; list++)
        {
            _codes.Write(list, Centroid(list));
            halfSquares[list] = (float)Math.Min(float.MaxValue, SquaredNorm(Centroid(list)) / 2);
        }

        return halfSquares;
    }

    private void MoveToMeans(int[] slots, int[] nearest)
    {
        int[] starts = CountingSort.Starts(nearest, lists);
        int[] order = CountingSort.Order(nearest, starts);
        int[] sizes = new int[lists];
        ParallelWork.Run(lists, options.Threads, Move, cancellation);
        SplitForEmpty(sizes);

        void Move(int list)
        {
            sizes[list] = starts[list + 1] - starts[list];
            double[] sum = new double[_dimension];
            float[] vector = new float[_dimension];
            for (int i = starts[list]; i < starts[list + 1]; i++)
            {
                rows.Read(slots[order[i]], vector);
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += vector[j];
                }
            }

            Span<float> centroid = Centroid(list);
            for (int j = 0; j < sum.Length && sizes[list] > 0; j++)
            {
                centroid[j] = (float)(sum[j] / sizes[list]);
            }
        }
    }

    // A cluster without vectors takes half of the largest one.
    private void SplitForEmpty(int[] sizes)
    {
        for (int list = 0; list < lists; list++)
        {
            if (sizes[list] > 0)
            {
                continue;
            }

            int largest = Array.IndexOf(sizes, sizes.Max());
            Span<float> from = Centroid(largest);
            Span<float> to = Centroid(list);
            for (int j = 0; j < _dimension; j++)
            {
                float step = from[j] * (j % 2 == 0 ? SplitShare : -SplitShare);
                to[j] = from[j] + step;
                from[j] -= step;
            }

            sizes[list] = sizes[largest] / 2;
            sizes[largest] -= sizes[list];
        }
    }

    private float[] Spreads(int[] listOfSlot)
    {
        int[] starts = CountingSort.Starts(listOfSlot, lists);
        int[] order = CountingSort.Order(listOfSlot, starts);
        float[] spreads = new float[_codes.Blocks * CodeBlocks.BlockRows];
        ParallelWork.Run(lists, options.Threads, Spread, cancellation);
        return spreads;

        void Spread(int list)
        {
            float[] vector = new float[_dimension];
            double sum = 0;
            for (int i = starts[list]; i < starts[list + 1]; i++)
            {
                rows.Read(order[i], vector);
                ReadOnlySpan<float> centroid = Centroid(list);
                for (int j = 0; j < vector.Length; j++)
                {
                    double difference = (double)vector[j] - centroid[j];
                    sum += difference * difference;
                }
            }

            int size = starts[list + 1] - starts[list];
            spreads[list] = size == 0 ? 0 : (float)Math.Min(float.MaxValue / 4, Math.Sqrt(sum / size));
        }
    }

    private Span<float> Centroid(int list) => _centroids.AsSpan(list * _dimension, _dimension);

    private static double SquaredNorm(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float value in vector)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
