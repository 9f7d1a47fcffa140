using System.Collections.Concurrent;

namespace Tandem.Features.Numerics;

/// <summary>
/// Orthonormalises the columns of a tall block by Cholesky QR, twice (Yamamoto et al., "Roundoff error analysis of the
/// CholeskyQR2 algorithm", 2015), with inner products in double precision.
/// </summary>
internal static class Orthonormal
{
    /// <summary>
    /// A column whose part outside the columns before it is smaller than this (squared, relative) carries only rounding
    /// noise: it becomes zeros instead of a random direction.
    /// </summary>
    private const double Dependent = 1e-11;

    /// <summary>Fewer lines for a thread are not worth reading all rows for.</summary>
    private const int SmallestBand = 8;

    /// <param name="q">Row-major [rows, width], overwritten.</param>
    /// <param name="width">Columns.</param>
    /// <param name="parallel">Threads; the result is the same for any number of them.</param>
    public static void Columns(float[] q, int width, ParallelOptions parallel)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            MultiplyRight(q, InverseFactor(InnerProducts(q, q, width, parallel), width), width, parallel);
        }
    }

    /// <summary>
    /// aᵀ·b for two row-major [rows, width] blocks; symmetric by assumption, so only the upper half is computed and mirrored.
    /// Threads share out the lines of the product, so every sum runs in the order of the rows.
    /// </summary>
    public static double[] InnerProducts(float[] a, float[] b, int width, ParallelOptions parallel)
    {
        double[] products = new double[width * width];
        int bands = Math.Clamp(parallel.Threads(), 1, Math.Max(1, width / SmallestBand));
        Parallel.For(0, bands, parallel, band => AddLines(a, b, products, width, band, bands));
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < i; j++)
            {
                products[(i * width) + j] = products[(j * width) + i];
            }
        }

        return products;
    }

    /// <summary>Every <paramref name="step"/>-th line from <paramref name="first"/>: so the triangle is shared out evenly.</summary>
    private static void AddLines(float[] a, float[] b, double[] products, int width, int first, int step)
    {
        const int Block = 4; // Rows that are added in one pass over the products.
        double[] lines = new double[Block * width];
        int rows = a.Length / width;
        int row = 0;
        for (; row <= rows - Block; row += Block)
        {
            ReadOnlySpan<float> weights = a.AsSpan(row * width, Block * width);
            Widen(b.AsSpan(row * width, Block * width), lines);
            for (int i = first; i < width; i += step)
            {
                Kernels.AddScaled4(
                    products.AsSpan((i * width) + i, width - i),
                    lines.AsSpan(i, width - i),
                    lines.AsSpan(width + i, width - i),
                    lines.AsSpan((2 * width) + i, width - i),
                    lines.AsSpan((3 * width) + i, width - i),
                    weights[i], weights[width + i], weights[(2 * width) + i], weights[(3 * width) + i]);
            }
        }

        for (; row < rows; row++)
        {
            Widen(b.AsSpan(row * width, width), lines);
            for (int i = first; i < width; i += step)
            {
                Kernels.AddScaled(products.AsSpan((i * width) + i, width - i), lines.AsSpan(i, width - i), a[(row * width) + i]);
            }
        }
    }

    private static void Widen(ReadOnlySpan<float> values, Span<double> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = values[i];
        }
    }

    /// <summary>q = q·m, row by row; m is row-major [width, width].</summary>
    public static void MultiplyRight(float[] q, float[] m, int width, ParallelOptions parallel) =>
        Parallel.ForEach(Partitioner.Create(0, q.Length / width), parallel, rows =>
        {
            float[] line = new float[width];
            for (int i = rows.Item1; i < rows.Item2; i++)
            {
                Span<float> row = q.AsSpan(i * width, width);
                Array.Clear(line);
                Kernels.AddWeightedRows(line, row, m);
                line.CopyTo(row);
            }
        });

    /// <summary>R⁻¹ of the Cholesky factor RᵀR = the inner products; dependent columns give columns of zeros.</summary>
    private static float[] InverseFactor(double[] products, int width)
    {
        double[] scale = new double[width];
        for (int i = 0; i < width; i++)
        {
            double squared = products[(i * width) + i];
            scale[i] = squared > 0 ? 1 / Math.Sqrt(squared) : 0;
        }

        double[] r = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                double sum = products[(i * width) + j] * scale[i] * scale[j];
                for (int k = 0; k < i; k++)
                {
                    sum -= r[(k * width) + i] * r[(k * width) + j];
                }

                if (i == j)
                {
                    r[(i * width) + i] = sum > Dependent ? Math.Sqrt(sum) : 0;
                }
                else if (r[(i * width) + i] > 0)
                {
                    r[(i * width) + j] = sum / r[(i * width) + i];
                }
            }
        }

        float[] inverse = new float[width * width];
        double[] x = new double[width];
        for (int c = 0; c < width; c++)
        {
            if (r[(c * width) + c] == 0)
            {
                continue;
            }

            Array.Clear(x);
            for (int i = c; i >= 0; i--)
            {
                double pivot = r[(i * width) + i];
                if (pivot > 0)
                {
                    double sum = i == c ? 1 : 0;
                    for (int k = i + 1; k <= c; k++)
                    {
                        sum -= r[(i * width) + k] * x[k];
                    }

                    x[i] = sum / pivot;
                    inverse[(i * width) + c] = (float)(scale[i] * x[i]);
                }
            }
        }

        return inverse;
    }
}
