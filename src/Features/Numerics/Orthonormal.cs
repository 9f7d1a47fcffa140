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

    /// <summary>Rows of a piece of work; its division of the rows does not depend on the threads.</summary>
    private const int BandRows = 2048;

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
    /// Sums of bands of rows are added in the bands' order.
    /// </summary>
    public static double[] InnerProducts(float[] a, float[] b, int width, ParallelOptions parallel)
    {
        int rows = width == 0 ? 0 : a.Length / width;
        double[][] bands = new double[(rows + BandRows - 1) / BandRows][];
        Parallel.For(0, bands.Length, parallel, band =>
        {
            int first = band * BandRows * width, count = (Math.Min(rows, (band + 1) * BandRows) * width) - first;
            bands[band] = UpperProducts.Of(a.AsSpan(first, count), b.AsSpan(first, count), width);
        });
        double[] products = new double[width * width];
        foreach (double[] band in bands)
        {
            Kernels.AddScaled(products, band, 1);
        }

        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < i; j++)
            {
                products[(i * width) + j] = products[(j * width) + i];
            }
        }

        return products;
    }

    /// <summary>q = q·m, row by row; m is row-major [width, width].</summary>
    public static void MultiplyRight(float[] q, float[] m, int width, ParallelOptions parallel) =>
        Parallel.ForEach(Partitioner.Create(0, q.Length / width), parallel, rows =>
        {
            const int Block = 64; // Rows that are copied aside while their products take their place.
            float[] copy = new float[Block * width];
            for (int row = rows.Item1; row < rows.Item2; row += Block)
            {
                Span<float> lines = q.AsSpan(row * width, Math.Min(Block, rows.Item2 - row) * width);
                lines.CopyTo(copy);
                lines.Clear();
                BlockProduct.Add(copy.AsSpan(0, lines.Length), m, lines, width, width);
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
