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

    [Theory]
    [InlineData(1, 3)]
    [InlineData(70, 9)] // Fewer columns than a tile has, or a few more.
    [InlineData(2049, 37)] // A band, a row more, and columns beyond the last tile.
    [InlineData(130, 96)]
    public void InnerProducts_AnyShape_EqualTheNaiveSums(int rows, int width)
    {
        float[] a = Values(rows * width, 1);
        double[] products = Orthonormal.InnerProducts(a, a, width, Parallel);
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                double sum = Enumerable.Range(0, rows).Sum(row => (double)a[(row * width) + i] * a[(row * width) + j]);
                Assert.Equal(sum, products[(i * width) + j], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(67, 26)]
    [InlineData(130, 96)]
    public void MultiplyRight_AnyShape_EqualsTheNaiveProduct(int rows, int width)
    {
        float[] q = Values(rows * width, 1), m = Values(width * width, 2), product = [.. q];
        Orthonormal.MultiplyRight(product, m, width, Parallel);
        for (int i = 0; i < product.Length; i++)
        {
            double sum = Enumerable.Range(0, width).Sum(k => (double)q[(i / width * width) + k] * m[(k * width) + (i % width)]);
            Assert.Equal(sum, product[i], 1e-4);
        }
    }

    [Fact]
    public void InnerProducts_AnyNumberOfThreads_GiveTheSameBits()
    {
        float[] a = Values(5000 * 20, 1), b = Values(5000 * 20, 2);
        double[] one = Orthonormal.InnerProducts(a, b, 20, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        Assert.All((int[])[2, 3, 7], threads => Assert.Equal(one, Orthonormal.InnerProducts(a, b, 20, new ParallelOptions { MaxDegreeOfParallelism = threads })));
    }

    private static float[] Values(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
