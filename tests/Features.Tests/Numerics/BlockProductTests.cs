using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class BlockProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 3, 24)]
    [InlineData(66, 300, 96)] // A band and a bit, more depth than one pass.
    [InlineData(67, 513, 29)] // Rests in every direction.
    public void Multiply_AnyShape_EqualsTheScalarLoopBitForBit(int rows, int depth, int width)
    {
        Random random = new(6);
        float[] g = Values(rows * depth, random), q = Values(depth * width, random), y = Values(rows * width, random);
        float[] expected = new float[rows * width];
        for (int i = 0; i < expected.Length; i++)
        {
            for (int k = 0; k < depth; k++)
            {
                expected[i] = MathF.FusedMultiplyAdd(q[(k * width) + (i % width)], g[((i / width) * depth) + k], expected[i]);
            }
        }

        BlockProduct.Multiply(g, q, y, depth, width, new ParallelOptions { MaxDegreeOfParallelism = 2 });
        Assert.Equal(expected, y);
    }

    private static float[] Values(int length, Random random) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
}
