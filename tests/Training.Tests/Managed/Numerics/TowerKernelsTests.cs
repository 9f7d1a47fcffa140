using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tandem.Towers.Kernels;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Tests.Managed.Numerics;

/// <summary>Every width, also those that this machine emulates, against arithmetic in double precision.</summary>
public sealed class TowerKernelsTests
{
    public static TheoryData<int> Widths => [SimdWidth.Scalar, SimdWidth.V128, SimdWidth.V256, SimdWidth.V512];

    [Property(MaxTest = 60)]
    public Property Product_AnyShapeAndWidth_EqualsTheNaiveOne() => Prop.ForAll(Shapes(), shape =>
    {
        Matrix a = Random(shape.Rows, shape.Depth, 1);
        Matrix b = Random(shape.Depth, shape.Columns, 2);
        Matrix bias = Random(1, shape.Columns, 3);
        foreach (int width in Widths)
        {
            var c = new Matrix(shape.Rows, shape.Columns);
            TowerKernels.Of(width).Product(a.All, b.All, c.All, Start.From(bias));
            TowerKernels.Of(width).Product(a.All, b.All, c.All, Start.Destination);
            AssertProduct((i, k) => a.Row(i)[k], b, c, shape.Depth, scale: 2, bias);
        }
    });

    [Property(MaxTest = 60)]
    public Property ProductOfTransposed_AnyShapeAndWidth_EqualsTheNaiveOne() => Prop.ForAll(Shapes(), shape =>
    {
        Matrix a = Random(shape.Depth, shape.Rows, 1);
        Matrix b = Random(shape.Depth, shape.Columns, 2);
        foreach (int width in Widths)
        {
            var c = new Matrix(shape.Rows, shape.Columns);
            TowerKernels.Of(width).ProductOfTransposed(a.All, b.All, c.All, Start.Zero);
            AssertProduct((i, k) => a.Row(k)[i], b, c, shape.Depth, scale: 1, bias: null);
        }
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Product_LongerThanOnePassOverTheDepth_EqualsTheNaiveOne(int width)
    {
        Matrix a = Random(11, 900, 1);
        Matrix b = Random(900, 50, 2);
        var c = new Matrix(11, 50);

        TowerKernels.Of(width).Product(a.All, b.All, c.All, Start.Zero);

        AssertProduct((i, k) => a.Row(i)[k], b, c, 900, scale: 1, bias: null);
    }

    [Fact]
    public void Product_EveryRowCountAndWidth_GivesTheSameBits()
    {
        Matrix a = Random(19, 77, 1);
        Matrix b = Random(77, 61, 2);
        var whole = new Matrix(19, 61);
        TowerKernels.Of(SimdWidth.V512).Product(a.All, b.All, whole.All, Start.Zero);

        foreach (int width in Widths)
        {
            for (int rows = 1; rows <= 19; rows++)
            {
                var part = new Matrix(rows, 61);
                TowerKernels.Of(width).Product(a.RowRange(19 - rows, rows), b.All, part.All, Start.Zero);
                for (int row = 0; row < rows; row++)
                {
                    Assert.Equal(whole.Row(19 - rows + row), part.Row(row));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gelu_AndItsBackward_EqualTheReference(int width)
    {
        float[] x = [.. Enumerable.Range(0, 64).Select(index => (index - 32) / 6f)];
        float[] activated = new float[64];
        float[] gradient = new float[64];
        Array.Fill(gradient, 2f);

        TowerKernels.Of(width).Gelu(x, activated);
        TowerKernels.Of(width).GeluBackward(x, gradient);

        for (int index = 0; index < x.Length; index++)
        {
            double slope = (ReferenceKernels.Gelu(x[index] + 1e-5) - ReferenceKernels.Gelu(x[index] - 1e-5)) / 2e-5;
            Assert.Equal(ReferenceKernels.Gelu(x[index]), activated[index], 5e-6);
            Assert.Equal(2 * slope, gradient[index], 5e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void LogisticSums_LargeAndSmallValues_AreExact(int width)
    {
        float[] x = [.. Enumerable.Range(0, 48).Select(index => (index - 24) * 4f)];
        float[] sigmoid = [.. x];

        (float sum, float softplus) = TowerKernels.Of(width).LogisticSums(sigmoid);

        Assert.Equal(x.Sum(value => 1 / (1 + Math.Exp(-value))), sum, 1e-4);
        Assert.Equal(x.Sum(value => value > 30 ? value : Math.Log(1 + Math.Exp(value))), softplus, 1e-2);
        Assert.All(x.Zip(sigmoid), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.First)), pair.Second, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ExpSum_WithTheLargestAsShift_IsTheSoftmaxDenominator(int width)
    {
        Matrix row = Random(1, 80, 4);
        TowerKernels kernels = TowerKernels.Of(width);
        double[] expected = [.. row.Row(0).ToArray().Select(value => Math.Exp(value - (double)row.Row(0).ToArray().Max()))];

        float sum = kernels.ExpSum(row.PaddedRow(0), kernels.Largest(row.PaddedRow(0)));

        Assert.Equal(expected.Sum(), sum, 1e-4);
        Assert.All(expected.Zip(row.Row(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void AdamW_ThreeSteps_FollowTheFormula(int width)
    {
        float[] weight = new float[32], first = new float[32], second = new float[32];
        double w = 0, m = 0, v = 0;
        for (int step = 1; step <= 3; step++)
        {
            float gradient = 0.3f / step;
            float[] gradients = new float[32];
            Array.Fill(gradients, gradient);
            var now = Training.Managed.AdamWStep.At(step, 0.01f);
            TowerKernels.Of(width).AdamW(weight, gradients, first, second, now.Rate, now.RootCorrection);
            m = (0.9 * m) + (0.1 * gradient);
            v = (0.98 * v) + (0.02 * gradient * gradient);
            w -= 0.01 * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v / (1 - Math.Pow(0.98, step))) + 1e-8);
        }

        Assert.All(weight, value => Assert.Equal(w, value, 1e-6));
    }

    [Fact]
    public void Of_AnUnknownWidth_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => TowerKernels.Of(32));

    private static Arbitrary<(int Rows, int Columns, int Depth)> Shapes() =>
        (from rows in Gen.Choose(1, 40)
         from columns in Gen.Choose(1, 120)
         from depth in Gen.Choose(1, 60)
         select (rows, columns, depth)).ToArbitrary();

    private static Matrix Random(int rows, int columns, int seed)
    {
        var matrix = new Matrix(rows, columns);
        matrix.Import(Reference.TinyTask.Values(rows * columns, seed));
        return matrix;
    }

    private static void AssertProduct(Func<int, int, float> a, Matrix b, Matrix c, int depth, double scale, Matrix? bias)
    {
        for (int row = 0; row < c.Rows; row++)
        {
            for (int column = 0; column < c.Columns; column++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum += (double)a(row, k) * b.Row(k)[column];
                }

                Assert.Equal((scale * sum) + (bias?.Row(0)[column] ?? 0), c.Row(row)[column], 1e-4);
            }

            Assert.All(c.PaddedRow(row)[c.Columns..].ToArray(), value => Assert.Equal(0, value));
        }
    }
}
