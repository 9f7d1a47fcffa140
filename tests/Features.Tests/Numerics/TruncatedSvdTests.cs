using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class TruncatedSvdTests
{
    [Fact]
    public void Fit_LowRankMatrix_ReconstructsItsRows()
    {
        SparseMatrix a = Blocks(rows: 60, columns: 12);
        TruncatedSvd svd = TruncatedSvd.Fit(a, 12, seed: 1, TestContext.Current.CancellationToken);
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
        TruncatedSvd svd = TruncatedSvd.Fit(a, K, seed: 1, TestContext.Current.CancellationToken);
        DenseGram gram = DenseGram.Of(a);
        SymmetricEigen reference = SymmetricEigen.Decompose([.. gram.Values.Select(value => (double)value)], 150);
        double captured = 0;
        for (int j = 0; j < K; j++)
        {
            float[] v = [.. Enumerable.Range(0, 150).Select(c => svd.Components[(c * K) + j])];
            float[] gv = new float[150];
            gram.Multiply(v, gv, 1);
            captured += Kernels.Dot(v, gv);
        }

        double best = reference.Values.Take(K).Sum();
        Assert.InRange(captured / best, 0.9999, 1.0001);
    }

    [Fact]
    public void Fit_FewerColumnsThanDimensions_PadsWithZeros()
    {
        TruncatedSvd svd = TruncatedSvd.Fit(Blocks(rows: 30, columns: 4), 70, seed: 1, TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 4), c => Assert.All(svd.Components[((c * 70) + 4)..((c + 1) * 70)], value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Fit_Components_HaveTheirLargestEntryPositive()
    {
        const int K = 8;
        TruncatedSvd svd = TruncatedSvd.Fit(RandomRows(200, 60, 5), K, seed: 1, TestContext.Current.CancellationToken);
        for (int j = 0; j < K; j++)
        {
            Assert.True(Enumerable.Range(0, 60).Select(c => svd.Components[(c * K) + j]).MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void Multiply_SparseAndStoredGram_Agree()
    {
        SparseMatrix a = RandomRows(100, 40, 7);
        float[] q = [.. Enumerable.Range(0, 40 * 6).Select(i => MathF.Sin(i))];
        float[] stored = new float[q.Length], applied = new float[q.Length];
        DenseGram.Of(a).Multiply(q, stored, 6);
        new SparseGram(a).Multiply(q, applied, 6);
        Assert.All(stored.Zip(applied), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
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

        double exact = TruncatedSvd.Fit(narrow, 10, seed: 1, TestContext.Current.CancellationToken).ExplainedVariance;
        double randomised = TruncatedSvd.Fit(wide.Build(), 10, seed: 1, TestContext.Current.CancellationToken).ExplainedVariance;
        Assert.InRange(randomised / exact, 0.97, 1.0001);
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

    private static SparseMatrix RandomRows(int rows, int columns, int perRow)
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
