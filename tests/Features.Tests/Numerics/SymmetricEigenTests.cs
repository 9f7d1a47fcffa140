using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Decompose_RandomSymmetric_ReconstructsTheMatrix(int n)
    {
        double[] matrix = Symmetric(n);
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, n);
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                double sum = 0;
                for (int j = 0; j < n; j++)
                {
                    sum += eigen.Values[j] * eigen.Vectors[(j * n) + a] * eigen.Vectors[(j * n) + b];
                }

                Assert.Equal(matrix[(a * n) + b], sum, 1e-9);
            }
        }
    }

    [Fact]
    public void Decompose_RandomSymmetric_GivesOrthonormalVectorsLargestFirst()
    {
        const int N = 23;
        SymmetricEigen eigen = SymmetricEigen.Decompose(Symmetric(N), N);
        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, N).Sum(k => eigen.Vectors[(i * N) + k] * eigen.Vectors[(j * N) + k]);
                Assert.Equal(i == j ? 1 : 0, dot, 1e-10);
            }
        }
    }

    [Fact]
    public void Decompose_AllZeros_GivesZeros()
    {
        Assert.All(SymmetricEigen.Decompose(new double[25], 5).Values, value => Assert.Equal(0, value));
    }

    private static double[] Symmetric(int n)
    {
        Random random = new(3);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * n) + j] = matrix[(j * n) + i] = random.NextDouble() - 0.5;
            }
        }

        return matrix;
    }
}
