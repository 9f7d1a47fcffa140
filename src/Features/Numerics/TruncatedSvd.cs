namespace Tandem.Features.Numerics;

/// <summary>
/// The first right singular vectors of a sparse matrix A, not centred (as scikit-learn's TruncatedSVD), found as the
/// eigenvectors of AᵀA. Up to <see cref="ExactColumns"/> columns that matrix is stored and the iteration runs until it has
/// converged; for whole numbers its sums are exact (up to 2^24), so the order of the rows does not matter. Beyond, it is the
/// randomised method with power iterations.
/// </summary>
/// <param name="Components">Row-major [columns, <paramref name="Dimension"/>]; unused dimensions are zeros.</param>
/// <param name="Dimension">Output dimensions.</param>
/// <param name="VarianceCurve">
/// Element j: variance of the rows projected on the first j + 1 components over the variance of the rows, 0 to 1; empty if
/// no component was found.
/// </param>
public sealed record TruncatedSvd(float[] Components, int Dimension, double[] VarianceCurve)
{
    /// <summary>Up to this many columns the result is exact; AᵀA then takes at most 64 MiB.</summary>
    public const int ExactColumns = 4096;

    private const int BandRows = 1024;
    private const int ExactRounds = 100;
    private const double ExactTolerance = 1e-6;
    private const int RandomisedRounds = 6;
    private const double RandomisedTolerance = 1e-5;

    /// <summary>Variance of the projected rows over the variance of the rows, 0 to 1.</summary>
    public double ExplainedVariance => VarianceCurve is [.., double all] ? all : 0;

    /// <param name="a">The matrix.</param>
    /// <param name="dimension">How many singular vectors are wanted.</param>
    /// <param name="seed">Seeds the starting block.</param>
    /// <param name="parallel">Threads, and when to stop. The result is the same for any number of threads.</param>
    public static TruncatedSvd Fit(SparseMatrix a, int dimension, int seed, ParallelOptions parallel)
    {
        bool exact = a.ColumnCount <= ExactColumns;
        IGram gram = exact ? DenseGram.Of(a, parallel) : new SparseGram(a);
        Eigenpairs pairs = SubspaceIteration.Largest(
            gram, dimension, seed, exact ? ExactRounds : RandomisedRounds, exact ? ExactTolerance : RandomisedTolerance, parallel);
        return new TruncatedSvd(
            Padded(pairs, a.ColumnCount, dimension), dimension, Explained(a, pairs));
    }

    /// <summary>destination = Σ values[i]·components[columns[i]]: one row of A·V.</summary>
    public static void Project(
        ReadOnlySpan<float> components, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> destination)
    {
        destination.Clear();
        for (int i = 0; i < columns.Length; i++)
        {
            Kernels.AddScaled(destination, components.Slice(columns[i] * destination.Length, destination.Length), values[i]);
        }
    }

    /// <summary>All rows of A·V on several threads, row-major [rows, <see cref="Dimension"/>].</summary>
    public float[] Transform(SparseMatrix a, ParallelOptions parallel)
    {
        float[] rows = new float[(long)a.RowCount * Dimension];
        Parallel.For(0, (a.RowCount + BandRows - 1) / BandRows, parallel, band =>
        {
            for (int row = band * BandRows; row < Math.Min(a.RowCount, (band + 1) * BandRows); row++)
            {
                Project(Components, a.RowColumns(row), a.RowValues(row), rows.AsSpan(row * Dimension, Dimension));
            }
        });
        return rows;
    }

    /// <summary>Widens [rows, found] to [rows, dimension] with zeros.</summary>
    internal static float[] Padded(Eigenpairs pairs, int rows, int dimension)
    {
        int found = pairs.Values.Length;
        float[] components = new float[(long)rows * dimension];
        for (int i = 0; i < rows; i++)
        {
            pairs.Vectors.AsSpan(i * found, found).CopyTo(components.AsSpan(i * dimension));
        }

        return components;
    }

    private static double[] Explained(SparseMatrix a, Eigenpairs pairs)
    {
        double[] means = a.ColumnMeans();
        double total = a.ColumnMeanSquares().Zip(means, (square, mean) => square - (mean * mean)).Sum();
        if (total <= 0)
        {
            return [];
        }

        // For a singular vector v: mean of (A v)² is λ/rows, and mean of A v is means·v.
        double explained = 0;
        int found = pairs.Values.Length;
        double[] curve = new double[found];
        for (int j = 0; j < found; j++)
        {
            double mean = 0;
            for (int c = 0; c < means.Length; c++)
            {
                mean += means[c] * pairs.Vectors[(c * found) + j];
            }

            explained += (pairs.Values[j] / a.RowCount) - (mean * mean);
            curve[j] = Math.Clamp(explained / total, 0, 1);
        }

        return curve;
    }
}
