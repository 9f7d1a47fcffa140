using Tandem.Domain;
using Tandem.Training.Bundling.Ease;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Tests.Bundling.Ease;

public class SymmetricInverseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public void Invert_RandomGram_TimesTheMatrixIsTheIdentity(int n)
    {
        Matrix matrix = Gram(n);
        float[] before = matrix.Export();

        SymmetricInverse.Invert(matrix, Products(2), TestContext.Current.CancellationToken);

        float[] inverse = matrix.Export();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                {
                    sum += (double)before[(i * n) + k] * inverse[(k * n) + j];
                }

                Assert.Equal(i == j ? 1 : 0, sum, 3e-4);
            }
        }
    }

    [Fact]
    public void Invert_OneThreadOrSeveral_GivesTheSameBits()
    {
        Matrix one = Gram(200);
        Matrix several = Gram(200);

        SymmetricInverse.Invert(one, Products(1), TestContext.Current.CancellationToken);
        SymmetricInverse.Invert(several, Products(3), TestContext.Current.CancellationToken);

        Assert.Equal(one.Export(), several.Export());
    }

    [Fact]
    public void Invert_Indefinite_IsRefusedWithThePivot()
    {
        var matrix = new Matrix(2, 2);
        matrix.Import([1, 2, 2, 1]);

        TandemException refused = Assert.Throws<TandemException>(
            () => SymmetricInverse.Invert(matrix, Products(1), TestContext.Current.CancellationToken));

        Assert.Contains("pivot 1 is -3", refused.Message, StringComparison.Ordinal);
    }

    private static ParallelProducts Products(int threads) => new(TowerKernels.Best, new Workers(threads));

    /// <summary>RᵀR + 0.1·n·I of a random R.</summary>
    private static Matrix Gram(int n)
    {
        var random = new Random(5);
        float[] r = [.. Enumerable.Range(0, n * n).Select(_ => random.NextSingle() - 0.5f)];
        var matrix = new Matrix(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = i == j ? 0.1 * n : 0;
                for (int k = 0; k < n; k++)
                {
                    sum += r[(k * n) + i] * r[(k * n) + j];
                }

                matrix.Row(i)[j] = (float)sum;
            }
        }

        return matrix;
    }
}
