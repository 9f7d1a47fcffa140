using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class KernelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(19)]
    [InlineData(70)]
    public void AddScaled_AnyLength_EqualsTheScalarLoop(int length)
    {
        Random random = new(1);
        float[] x = Values(length, random), y = Values(length, random);
        float[] expected = [.. y.Zip(x, (a, b) => MathF.FusedMultiplyAdd(b, 0.3f, a))];
        Kernels.AddScaled(y.AsSpan(), x, 0.3f);
        Assert.Equal(expected, y);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(4, 16)]
    [InlineData(11, 21)]
    public void AddWeightedRows_AnyShape_EqualsRowAfterRow(int rows, int width)
    {
        Random random = new(2);
        float[] matrix = Values(rows * width, random), weights = Values(rows, random), y = Values(width, random);
        float[] expected = [.. y];
        for (int k = 0; k < rows; k++)
        {
            Kernels.AddScaled(expected.AsSpan(), matrix.AsSpan(k * width, width), weights[k]);
        }

        Kernels.AddWeightedRows(y, weights, matrix);
        Assert.Equal(expected, y);
    }

    [Fact]
    public void Normalise_Zeros_StaysZeros()
    {
        float[] x = new float[5];
        Kernels.Normalise(x);
        Assert.All(x, value => Assert.Equal(0, value));
    }

    private static float[] Values(int length, Random random) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
}
