using Tandem.Features.Numerics;

namespace Tandem.Features.Embeddings;

/// <summary>
/// Count, sum and Gram matrix of rows: all that principal components need. Rows may come in any number of parts, and two
/// of these merge, so a sample can be gathered piecemeal or by several threads. Double precision; memory 8·d² bytes.
/// </summary>
internal sealed class EmbeddingMoments(int dimension)
{
    private readonly double[] _sum = new double[dimension];
    private readonly double[] _gram = new double[dimension * dimension]; // upper triangle

    public long Count { get; private set; }

    public double[] Mean => Array.ConvertAll(_sum, sum => sum / Math.Max(1, Count));

    /// <summary>Adds rows, row-major [n, dimension]. The same rows in the same order give the same bits for any number of threads.</summary>
    public void Add(ReadOnlySpan<float> rows, ParallelOptions parallel)
    {
        int count = rows.Length / dimension;
        double[] wide = new double[rows.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = rows[i];
        }

        // A line of the Gram matrix belongs to one thread, which takes the rows in their order.
        Parallel.For(0, dimension, parallel, i =>
        {
            Span<double> line = _gram.AsSpan((i * dimension) + i, dimension - i);
            double sum = _sum[i];
            int row = 0;
            for (; row <= count - 4; row += 4)
            {
                int at = (row * dimension) + i;
                int length = dimension - i;
                Kernels.AddScaled4(
                    line,
                    wide.AsSpan(at, length), wide.AsSpan(at + dimension, length), wide.AsSpan(at + (2 * dimension), length), wide.AsSpan(at + (3 * dimension), length),
                    wide[at], wide[at + dimension], wide[at + (2 * dimension)], wide[at + (3 * dimension)]);
                sum += wide[at] + wide[at + dimension] + wide[at + (2 * dimension)] + wide[at + (3 * dimension)];
            }

            for (; row < count; row++)
            {
                int at = (row * dimension) + i;
                Kernels.AddScaled(line, wide.AsSpan(at, dimension - i), wide[at]);
                sum += wide[at];
            }

            _sum[i] = sum;
        });
        Count += count;
    }

    /// <summary>Adds what another has gathered; equal to having added its rows here, up to rounding.</summary>
    public void Merge(EmbeddingMoments other)
    {
        if (other._sum.Length != dimension)
        {
            throw new ArgumentException($"Rows of {other._sum.Length} dimensions cannot be merged with rows of {dimension}.", nameof(other));
        }

        Kernels.AddScaled(_sum, other._sum, 1);
        Kernels.AddScaled(_gram, other._gram, 1);
        Count += other.Count;
    }

    /// <summary>Σ (x − mean)(x − mean)ᵀ.</summary>
    public DenseGram Scatter()
    {
        double[] mean = Mean;
        float[] scatter = new float[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = i; j < dimension; j++)
            {
                float value = (float)(_gram[(i * dimension) + j] - (Count * mean[i] * mean[j]));
                scatter[(i * dimension) + j] = value;
                scatter[(j * dimension) + i] = value;
            }
        }

        return new DenseGram(scatter, dimension);
    }
}
