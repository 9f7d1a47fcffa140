using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tandem.Towers.Kernels;

namespace Tandem.Towers.Tests.Kernels;

public sealed class PackedMatrixTests
{
    private static readonly int[] Widths = [SimdWidth.V128, SimdWidth.V256, SimdWidth.V512];

    [Property(MaxTest = 60)]
    public Property Multiply_AnySizeAndWidth_EqualsTheReference(PositiveInt inputs, PositiveInt outputs, int seed) =>
        Prop.ForAll(Gen.Elements(Widths).ToArbitrary(), width =>
        {
            (float[] weights, float[] bias, float[] x) = Layer(inputs.Get, outputs.Get, rows: 1, seed);
            PackedMatrix matrix = new(weights, bias, groups: 1, width);
            float[] y = new float[matrix.PaddedOutputs];

            matrix.Multiply(x, y);

            AssertRow(weights, bias, x, y.AsSpan(0, outputs.Get));
            Assert.All(y[outputs.Get..], value => Assert.Equal(0, value));
        });

    [Property(MaxTest = 60)]
    public Property MultiplyRows_AnySizeAndWidth_EqualsTheReference(PositiveInt inputs, PositiveInt outputs, PositiveInt rows, int seed) =>
        Prop.ForAll(Gen.Elements(Widths).ToArbitrary(), width =>
        {
            (float[] weights, float[] bias, float[] x) = Layer(inputs.Get, outputs.Get, rows.Get, seed);
            PackedMatrix matrix = new(weights, bias, groups: 1, width);
            float[] y = new float[rows.Get * matrix.PaddedOutputs];

            matrix.MultiplyRows(x, rows.Get, y);

            for (int row = 0; row < rows.Get; row++)
            {
                AssertRow(
                    weights, bias, x.AsSpan(row * inputs.Get, inputs.Get), y.AsSpan(row * matrix.PaddedOutputs, outputs.Get));
            }
        });

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void MultiplyRows_SameRowAmongOthers_GivesTheSameBits(int width)
    {
        (float[] weights, float[] bias, float[] x) = Layer(33, 40, rows: 13, seed: 5);
        PackedMatrix matrix = new(weights, bias, groups: 1, width);
        float[] together = new float[13 * matrix.PaddedOutputs];
        float[] alone = new float[matrix.PaddedOutputs];

        matrix.MultiplyRows(x, 13, together);
        matrix.MultiplyRows(x.AsSpan(12 * 33), 1, alone);

        Assert.Equal(alone, together[^matrix.PaddedOutputs..]);
    }

    [Fact]
    public void Multiply_ThreeGroups_PadsEachGroupOnItsOwn()
    {
        (float[] weights, float[] bias, float[] x) = Layer(7, 15, rows: 1, seed: 3);
        PackedMatrix matrix = new(weights, bias, groups: 3, SimdWidth.V128);
        float[] y = new float[matrix.PaddedOutputs];

        matrix.Multiply(x, y);

        Assert.Equal(8, matrix.GroupStride);
        float[] packed = [.. y[..5], .. y[8..13], .. y[16..21]];
        AssertRow(weights, bias, x, packed);
    }

    [Fact]
    public void Multiply_ShortInput_Throws()
    {
        PackedMatrix matrix = new(new float[6], new float[2], groups: 1, SimdWidth.Best);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(new float[2], new float[matrix.PaddedOutputs]));
    }

    private static (float[] Weights, float[] Bias, float[] X) Layer(int inputs, int outputs, int rows, int seed)
    {
        Random random = new(seed);
        return (
            TestWeights.Vector(random, inputs * outputs), TestWeights.Vector(random, outputs), TestWeights.Vector(random, rows * inputs));
    }

    // Relative to the sum of magnitudes: a sum that cancels to nearly nothing has no relative accuracy of its own.
    private static void AssertRow(float[] weights, float[] bias, ReadOnlySpan<float> x, ReadOnlySpan<float> actual)
    {
        double[] wide = [.. x.ToArray().Select(value => (double)value)];
        double[] expected = ReferenceKernels.Linear(weights, bias, wide);
        for (int i = 0; i < expected.Length; i++)
        {
            double magnitude = Math.Abs(bias[i]);
            for (int j = 0; j < wide.Length; j++)
            {
                magnitude += Math.Abs(weights[i * wide.Length + j] * wide[j]);
            }

            Assert.InRange(actual[i], expected[i] - 1e-5 * magnitude, expected[i] + 1e-5 * magnitude);
        }
    }
}
