using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class TruncatedSvdTests
{
    private static readonly ParallelOptions Parallel = new();

    [Fact]
    public void Fit_LowRankMatrix_ReconstructsItsRows()
    {
        SparseMatrix a = Blocks(rows: 60, columns: 12);
        TruncatedSvd svd = TruncatedSvd.Fit(a, 12, seed: 1, Parallel);
        float[] projected = new float[12];
        for (int row = 0; row < a.RowCount; row++)
        {
            TruncatedSvd.Project(svd.Components, a.RowColumns(row), a.RowValues(row), projected);
            Assert.Equal(Kernels.SquaredNorm(a.RowValues(row)), Kernels.SquaredNorm(projected), 1e-3);
        }

        Assert.Equal(1, svd.ExplainedVariance, 1e-5);
    }

    [Fact]
    public void Fit_RandomMatrix_FindsTheEigenvectorsOfTheDenseReference()
    {
        SparseMatrix a = RandomRows(rows: 400, columns: 150, perRow: 6);
        const int K = 5;
        TruncatedSvd svd = TruncatedSvd.Fit(a, K, seed: 1, Parallel);
        DenseGram gram = DenseGram.Of(a, Parallel);
        SymmetricEigen reference = SymmetricEigen.Decompose([.. gram.Values.Select(value => (double)value)], 150);
        double captured = 0;
        for (int j = 0; j < K; j++)
        {
            float[] v = [.. Enumerable.Range(0, 150).Select(c => svd.Components[(c * K) + j])];
            float[] gv = new float[150];
            gram.Multiply(v, gv, 1, Parallel);
            captured += Kernels.Dot(v, gv);
        }

        double best = reference.Values.Take(K).Sum();
        Assert.InRange(captured / best, 0.9999, 1.0001);
    }

    [Fact]
    public void Fit_FewerColumnsThanDimensions_PadsWithZeros()
    {
        TruncatedSvd svd = TruncatedSvd.Fit(Blocks(rows: 30, columns: 4), 70, seed: 1, Parallel);
        Assert.All(Enumerable.Range(0, 4), c => Assert.All(svd.Components[((c * 70) + 4)..((c + 1) * 70)], value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Fit_Components_HaveTheirLargestEntryPositive()
    {
        const int K = 8;
        TruncatedSvd svd = TruncatedSvd.Fit(RandomRows(200, 60, 5), K, seed: 1, Parallel);
        for (int j = 0; j < K; j++)
        {
            Assert.True(Enumerable.Range(0, 60).Select(c => svd.Components[(c * K) + j]).MaxBy(Math.Abs) > 0);
        }
    }

    [Theory]
    [InlineData(6)] // No strip.
    [InlineData(48)]
    [InlineData(109)] // Strips and a rest, at any vector width.
    public void Multiply_SparseAndStoredGram_Agree(int width)
    {
        SparseMatrix a = RandomRows(100, 40, 7);
        float[] q = [.. Enumerable.Range(0, 40 * width).Select(i => MathF.Sin(i))];
        float[] stored = new float[q.Length], applied = new float[q.Length];
        DenseGram.Of(a, Parallel).Multiply(q, stored, width, Parallel);
        new SparseGram(a).Multiply(q, applied, width, Parallel);
        Assert.All(stored.Zip(applied), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Multiply_SparseGramWithAColumnTooMany_IsRefused()
    {
        SparseMatrix.Builder builder = new(4);
        builder.AddRow([1, 4]);
        AggregateException error = Assert.Throws<AggregateException>(() => new SparseGram(builder.Build()).Multiply(new float[4 * 96], new float[4 * 96], 96, Parallel));
        Assert.All(error.InnerExceptions, inner => Assert.Contains("4 columns", inner.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(150)] // Stored Gram matrix.
    [InlineData(TruncatedSvd.ExactColumns + 40)] // Applied row by row.
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(int columns)
    {
        SparseMatrix a = RandomRows(rows: 3000, columns, perRow: 6);
        TruncatedSvd one = TruncatedSvd.Fit(a, 20, seed: 1, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        foreach (int threads in (int[])[2, 3, 7])
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
            TruncatedSvd several = TruncatedSvd.Fit(a, 20, seed: 1, parallel);
            Assert.Equal(one.Components, several.Components);
            Assert.Equal(one.Transform(a, Parallel), several.Transform(a, parallel));
        }
    }

    [Fact]
    public void Transform_SparseRows_EqualsTheDenseProduct()
    {
        SparseMatrix a = RandomRows(rows: 50, columns: 40, perRow: 7);
        TruncatedSvd svd = TruncatedSvd.Fit(a, 6, seed: 1, Parallel);
        float[] projected = svd.Transform(a, Parallel);
        for (int i = 0; i < projected.Length; i++)
        {
            double dense = Enumerable.Range(0, 40).Sum(c => Entry(a, i / 6, c) * svd.Components[(c * 6) + (i % 6)]);
            Assert.Equal(dense, projected[i], 1e-5);
        }
    }

    [Fact]
    public void Transform_NoRows_IsEmpty() =>
        Assert.Empty(TruncatedSvd.Fit(Blocks(30, 4), 3, seed: 1, Parallel).Transform(new SparseMatrix.Builder(4).Build(), Parallel));

    [Fact]
    public void Fit_RowsInAnotherOrder_GivesTheSameBits()
    {
        // Ones: the Gram matrix counts, so its sums are exact in any order.
        SparseMatrix a = Blocks(rows: 60, columns: 12);
        SparseMatrix.Builder reversed = new(12);
        for (int row = a.RowCount - 1; row >= 0; row--)
        {
            reversed.AddRow(a.RowColumns(row));
        }

        Assert.Equal(TruncatedSvd.Fit(a, 5, seed: 1, Parallel).Components, TruncatedSvd.Fit(reversed.Build(), 5, seed: 1, Parallel).Components);
    }

    [Fact]
    public void VarianceCurve_Columns_EqualsTheVarianceOfTheProjectedRows()
    {
        SparseMatrix a = RandomRows(400, 60, 5);
        TruncatedSvd svd = TruncatedSvd.Fit(a, 6, seed: 1, Parallel);
        float[] projected = svd.Transform(a, Parallel);
        double total = Enumerable.Range(0, 60).Sum(c => Variance(Enumerable.Range(0, 400).Select(row => Entry(a, row, c))));
        double sum = 0;
        for (int j = 0; j < 6; j++)
        {
            sum += Variance(Enumerable.Range(0, 400).Select(row => (double)projected[(row * 6) + j]));
            Assert.Equal(sum / total, svd.VarianceCurve[j], 1e-4);
        }
    }

    [Fact]
    public void Fit_ManyColumns_KeepsNearlyWhatTheExactOneKeeps()
    {
        // The same data, once with the columns spread out beyond the exact limit.
        SparseMatrix narrow = RandomRows(600, 300, 12);
        SparseMatrix.Builder wide = new(TruncatedSvd.ExactColumns + 1);
        for (int row = 0; row < narrow.RowCount; row++)
        {
            wide.AddRow([.. narrow.RowColumns(row).ToArray().Select(c => c * 13)], narrow.RowValues(row));
        }

        double exact = TruncatedSvd.Fit(narrow, 10, seed: 1, Parallel).ExplainedVariance;
        double randomised = TruncatedSvd.Fit(wide.Build(), 10, seed: 1, Parallel).ExplainedVariance;
        Assert.InRange(randomised / exact, 0.97, 1.0001);
    }

    private static double Entry(SparseMatrix a, int row, int column)
    {
        int index = a.RowColumns(row).IndexOf(column);
        return index < 0 ? 0 : a.RowValues(row)[index];
    }

    private static double Variance(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return all.Average(value => (value - mean) * (value - mean));
    }

    private static SparseMatrix Blocks(int rows, int columns)
    {
        SparseMatrix.Builder builder = new(columns);
        for (int row = 0; row < rows; row++)
        {
            builder.AddRow([row % 2, 2 + (row % (columns - 2))]);
        }

        return builder.Build();
    }

    internal static SparseMatrix RandomRows(int rows, int columns, int perRow)
    {
        Random random = new(9);
        SparseMatrix.Builder builder = new(columns);
        for (int row = 0; row < rows; row++)
        {
            int[] chosen = [.. Enumerable.Range(0, perRow).Select(_ => (int)(columns * Math.Pow(random.NextDouble(), 2))).Distinct().Order()];
            builder.AddRow(chosen, [.. chosen.Select(_ => (float)random.NextDouble())]);
        }

        return builder.Build();
    }
}
