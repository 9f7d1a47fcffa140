using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class OrthonormalTests
{
    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = 3 };

    [Fact]
    public void Columns_IllConditioned_BecomeOrthonormal()
    {
        const int Rows = 203, Width = 9;
        Random random = new(4);
        float[] q = new float[Rows * Width];
        for (int i = 0; i < q.Length; i++)
        {
            q[i] = (float)((random.NextDouble() - 0.5) * Math.Pow(10, -(i % Width)));
        }

        Orthonormal.Columns(q, Width, Parallel);
        double[] products = Orthonormal.InnerProducts(q, q, Width, Parallel);
        for (int i = 0; i < products.Length; i++)
        {
            Assert.Equal(i % (Width + 1) == 0 ? 1 : 0, products[i], 1e-5);
        }
    }

    [Fact]
    public void Columns_OneDependsOnAnother_BecomesZeros()
    {
        const int Rows = 50, Width = 3;
        Random random = new(4);
        float[] q = new float[Rows * Width];
        for (int row = 0; row < Rows; row++)
        {
            q[row * Width] = (float)random.NextDouble();
            q[(row * Width) + 1] = 2 * q[row * Width];
            q[(row * Width) + 2] = (float)random.NextDouble();
        }

        Orthonormal.Columns(q, Width, Parallel);
        double[] products = Orthonormal.InnerProducts(q, q, Width, Parallel);
        Assert.Equal([1, 0, 1], new[] { products[0], products[4], products[8] }.Select(value => Math.Round(value, 4)));
    }
}
