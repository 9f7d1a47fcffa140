using System.Numerics;

namespace Tandem.Features.Numerics;

/// <summary>
/// The few vector loops that everything else is built of. Each output element is computed by the same sequence of fused
/// multiply-adds whatever the width of the machine's vectors, so results do not depend on the processor.
/// </summary>
internal static class Kernels
{
    /// <summary>y += a·x, lengths equal.</summary>
    public static void AddScaled(Span<float> y, ReadOnlySpan<float> x, float a)
    {
        int width = Vector<float>.Count;
        int i = 0;
        Vector<float> scale = new(a);
        for (; i <= y.Length - width; i += width)
        {
            Vector.FusedMultiplyAdd(new Vector<float>(x[i..]), scale, new Vector<float>(y[i..])).CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(x[i], a, y[i]);
        }
    }

    /// <summary>y += a₀·x₀ + a₁·x₁ + a₂·x₂ + a₃·x₃, added in this order; one pass over y instead of four.</summary>
    public static void AddScaled4(
        Span<float> y,
        ReadOnlySpan<float> x0,
        ReadOnlySpan<float> x1,
        ReadOnlySpan<float> x2,
        ReadOnlySpan<float> x3,
        float a0,
        float a1,
        float a2,
        float a3)
    {
        int width = Vector<float>.Count;
        int i = 0;
        Vector<float> s0 = new(a0), s1 = new(a1), s2 = new(a2), s3 = new(a3);
        for (; i <= y.Length - width; i += width)
        {
            Vector<float> sum = new(y[i..]);
            sum = Vector.FusedMultiplyAdd(new Vector<float>(x0[i..]), s0, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<float>(x1[i..]), s1, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<float>(x2[i..]), s2, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<float>(x3[i..]), s3, sum);
            sum.CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            float sum = MathF.FusedMultiplyAdd(x0[i], a0, y[i]);
            sum = MathF.FusedMultiplyAdd(x1[i], a1, sum);
            sum = MathF.FusedMultiplyAdd(x2[i], a2, sum);
            y[i] = MathF.FusedMultiplyAdd(x3[i], a3, sum);
        }
    }

    /// <summary>y += a·x in double precision, lengths equal.</summary>
    public static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double a)
    {
        int width = Vector<double>.Count;
        int i = 0;
        Vector<double> scale = new(a);
        for (; i <= y.Length - width; i += width)
        {
            Vector.FusedMultiplyAdd(new Vector<double>(x[i..]), scale, new Vector<double>(y[i..])).CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            y[i] = Math.FusedMultiplyAdd(x[i], a, y[i]);
        }
    }

    /// <summary>y += a₀·x₀ + a₁·x₁ + a₂·x₂ + a₃·x₃ in double precision, added in this order.</summary>
    public static void AddScaled4(
        Span<double> y,
        ReadOnlySpan<double> x0,
        ReadOnlySpan<double> x1,
        ReadOnlySpan<double> x2,
        ReadOnlySpan<double> x3,
        double a0,
        double a1,
        double a2,
        double a3)
    {
        int width = Vector<double>.Count;
        int i = 0;
        Vector<double> s0 = new(a0), s1 = new(a1), s2 = new(a2), s3 = new(a3);
        for (; i <= y.Length - width; i += width)
        {
            Vector<double> sum = new(y[i..]);
            sum = Vector.FusedMultiplyAdd(new Vector<double>(x0[i..]), s0, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<double>(x1[i..]), s1, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<double>(x2[i..]), s2, sum);
            sum = Vector.FusedMultiplyAdd(new Vector<double>(x3[i..]), s3, sum);
            sum.CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            double sum = Math.FusedMultiplyAdd(x0[i], a0, y[i]);
            sum = Math.FusedMultiplyAdd(x1[i], a1, sum);
            sum = Math.FusedMultiplyAdd(x2[i], a2, sum);
            y[i] = Math.FusedMultiplyAdd(x3[i], a3, sum);
        }
    }

    /// <summary>
    /// y += Σₖ a[k]·rows[k], where <paramref name="rows"/> is row-major [a.Length, y.Length]: a vector times a matrix.
    /// </summary>
    public static void AddWeightedRows(Span<float> y, ReadOnlySpan<float> a, ReadOnlySpan<float> rows)
    {
        int width = y.Length;
        int k = 0;
        for (; k <= a.Length - 4; k += 4)
        {
            ReadOnlySpan<float> block = rows.Slice(k * width, 4 * width);
            AddScaled4(
                y, block[..width], block.Slice(width, width), block.Slice(2 * width, width), block.Slice(3 * width, width),
                a[k], a[k + 1], a[k + 2], a[k + 3]);
        }

        for (; k < a.Length; k++)
        {
            AddScaled(y, rows.Slice(k * width, width), a[k]);
        }
    }

    /// <summary>Inner product, in double precision and in order.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Sum of squares, in double precision and in order.</summary>
    public static double SquaredNorm(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    /// <summary>Scales to length 1; a vector of zeros stays zeros.</summary>
    public static void Normalise(Span<float> x)
    {
        double norm = Math.Sqrt(SquaredNorm(x));
        if (norm > 0)
        {
            float scale = (float)(1 / norm);
            foreach (ref float value in x)
            {
                value *= scale;
            }
        }
    }
}
