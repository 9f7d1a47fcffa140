namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>
/// Vectors of length 1 in clusters, as embeddings are: max(16, count / 500) centres with normal values; the share of cluster i is proportional
/// to 1/√(i + 10); a vector is its centre plus normal noise of .7. Of both, value j has the standard deviation 1/√(1 + j). Queries are further draws.
/// </summary>
internal sealed class ClusteredVectors
{
    private const double Noise = 0.7;
    private const int CountPerCluster = 500;
    private const int MinClusters = 16;
    private const int FlatClusters = 10;
    private readonly Random _random;
    private readonly int _dimension;
    private readonly float[] _centres;
    private readonly double[] _cumulative;

    public ClusteredVectors(int count, int dimension, int seed)
    {
        _random = new Random(seed);
        _dimension = dimension;
        int clusters = Math.Max(MinClusters, count / CountPerCluster);
        _centres = new float[clusters * dimension];
        for (int i = 0; i < _centres.Length; i++)
        {
            _centres[i] = Normal(i % dimension);
        }

        _cumulative = new double[clusters];
        double sum = 0;
        for (int i = 0; i < clusters; i++)
        {
            _cumulative[i] = sum += 1 / Math.Sqrt(i + FlatClusters);
        }
    }

    /// <summary>[count, dimension]</summary>
    public float[] Draw(int count)
    {
        float[] vectors = new float[checked(count * _dimension)];
        for (int row = 0; row < count; row++)
        {
            int found = Array.BinarySearch(_cumulative, _random.NextDouble() * _cumulative[^1]);
            int cluster = Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1);
            Span<float> vector = vectors.AsSpan(row * _dimension, _dimension);
            double squares = 0;
            for (int i = 0; i < _dimension; i++)
            {
                vector[i] = _centres[cluster * _dimension + i] + (float)Noise * Normal(i);
                squares += vector[i] * vector[i];
            }

            float scale = (float)(1 / Math.Sqrt(squares));
            for (int i = 0; i < _dimension; i++)
            {
                vector[i] *= scale;
            }
        }

        return vectors;
    }

    // Box and Muller.
    private float Normal(int position) => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()) / (1 + position)) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
