using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>
/// Vectors of length 1 in clusters, as embeddings are: max(16, count / 500) centres with normal values; the share of cluster i is proportional
/// to 1/√(i + 10); a vector is its centre plus normal noise of .7. Of both, value j has the standard deviation 1/√(1 + j). Every vector comes
/// from the seed and its own number, so that any of them can be drawn at any time by any thread.
/// </summary>
internal sealed class ClusteredVectors : IVectorSource
{
    private const double Noise = 0.7;
    private const int CountPerCluster = 500;
    private const int MinClusters = 16;
    private const int FlatClusters = 10;
    private readonly ulong _seed;
    private readonly float[] _centres;
    private readonly double[] _cumulative;

    public ClusteredVectors(int count, int dimension, int seed)
    {
        (Count, Dimension, _seed) = (count, dimension, (ulong)(uint)seed << 32);
        int clusters = Math.Max(MinClusters, count / CountPerCluster);
        _centres = new float[clusters * dimension];
        Numbers numbers = new(_seed - 1);
        for (int i = 0; i < _centres.Length; i++)
        {
            _centres[i] = Normal(ref numbers, i % dimension);
        }

        _cumulative = new double[clusters];
        double sum = 0;
        for (int i = 0; i < clusters; i++)
        {
            _cumulative[i] = sum += 1 / Math.Sqrt(i + FlatClusters);
        }
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>[Count, Dimension]</summary>
    public float[] All() => Draw(0, Count);

    /// <summary>[count, Dimension]: vectors after the last.</summary>
    public float[] Queries(int count) => Draw(Count, count);

    public void CopyVector(int slot, Span<float> destination)
    {
        Numbers numbers = new(_seed + (ulong)slot);
        int found = Array.BinarySearch(_cumulative, numbers.Next() * _cumulative[^1]);
        int cluster = Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1);
        Span<float> vector = destination[..Dimension];
        double squares = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = _centres[cluster * Dimension + i] + (float)Noise * Normal(ref numbers, i);
            squares += vector[i] * vector[i];
        }

        float scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref float value in vector)
        {
            value *= scale;
        }
    }

    private float[] Draw(int first, int count)
    {
        float[] vectors = new float[checked(count * Dimension)];
        Parallel.For(0, count, row => CopyVector(first + row, vectors.AsSpan(row * Dimension, Dimension)));
        return vectors;
    }

    // Box and Muller.
    private static float Normal(ref Numbers numbers, int position) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - numbers.Next()) / (1 + position)) * Math.Cos(2 * Math.PI * numbers.Next()));

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): any state begins a good sequence.</summary>
    private struct Numbers(ulong seed)
    {
        private ulong _state = Mixed(seed);

        /// <summary>From 0 up to 1.</summary>
        public double Next() => (Mixed(_state += 0x9E37_79B9_7F4A_7C15) >> 11) * (1.0 / (1UL << 53));

        private static ulong Mixed(ulong value)
        {
            value = (value ^ value >> 30) * 0xBF58_476D_1CE4_E5B9;
            value = (value ^ value >> 27) * 0x94D0_49BB_1331_11EB;
            return value ^ value >> 31;
        }
    }
}
