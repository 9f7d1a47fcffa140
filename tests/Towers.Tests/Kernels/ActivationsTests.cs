using System.Runtime.Intrinsics;
using Tandem.Towers.Kernels;

namespace Tandem.Towers.Tests.Kernels;

public sealed class ActivationsTests
{
    private static readonly float[] Points =
        [.. Enumerable.Range(-4000, 8001).Select(i => i / 200f), 0f, -0f, 1e-30f, 1e-6f, -1e-4f, 0.2499999f, 0.25f, 88f, -88f, 120f, -120f, 1e30f, -1e30f];

    [Fact]
    public void Sigmoid_WholeRange_HasRelativeErrorBelow1e6()
    {
        foreach (float x in Points)
        {
            double expected = ReferenceKernels.Sigmoid(x);
            AssertClose(expected, Activations.Sigmoid<Simd512, Vector512<float>>(Vector512.Create(x))[0], 1e-6 * expected + 1e-37);
            AssertClose(expected, Activations.Sigmoid<Simd256, Vector256<float>>(Vector256.Create(x))[0], 1e-6 * expected + 1e-37);
            AssertClose(expected, Activations.Sigmoid<Simd128, Vector128<float>>(Vector128.Create(x))[0], 1e-6 * expected + 1e-37);
        }
    }

    [Fact]
    public void Tanh_WholeRange_HasRelativeErrorBelow1e6()
    {
        foreach (float x in Points)
        {
            double expected = Math.Tanh(x);
            double tolerance = 1e-6 * Math.Abs(expected);
            AssertClose(expected, Activations.Tanh<Simd512, Vector512<float>>(Vector512.Create(x))[0], tolerance);
            AssertClose(expected, Activations.Tanh<Simd256, Vector256<float>>(Vector256.Create(x))[0], tolerance);
            AssertClose(expected, Activations.Tanh<Simd128, Vector128<float>>(Vector128.Create(x))[0], tolerance);
        }
    }

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void Gelu_WholeRange_HasErrorBelow1e6(int width)
    {
        float[] values = new float[SimdWidth.RoundUp(Points.Length, width)];
        Points.CopyTo(values, 0);

        Activations.Gelu(values, width);

        for (int i = 0; i < Points.Length; i++)
        {
            AssertClose(ReferenceKernels.Gelu(Points[i]), values[i], 1e-6 * Math.Max(1, Math.Abs(Points[i])));
        }
    }

    // Values of erf from DLMF / Abramowitz & Stegun table 7.1, so that the reference is not only tested against itself.
    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.5, 0.5204998778)]
    [InlineData(1.0, 0.8427007929)]
    [InlineData(-1.0, -0.8427007929)]
    [InlineData(2.0, 0.9953222650)]
    [InlineData(7.0, 1.0)]
    public void Erf_TabulatedPoint_IsExact(double x, double expected) => AssertClose(expected, ReferenceKernels.Erf(x), 1e-10);

    private static void AssertClose(double expected, double actual, double tolerance) =>
        Assert.InRange(actual, expected - tolerance, expected + tolerance);
}
