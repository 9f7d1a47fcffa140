using System.Numerics;

namespace Tandem.Features.Numerics;

/// <summary>
/// All eigenvalues and eigenvectors of a dense symmetric matrix: Householder reduction to tridiagonal form, then QL with
/// implicit shifts (tred2 and tql2 of EISPACK; Wilkinson and Reinsch, Handbook for Automatic Computation II, 1971).
/// O(n³); meant for up to a few hundred rows.
/// </summary>
internal sealed class SymmetricEigen
{
    private readonly int _n;
    private readonly double[] _w; // The working matrix, transposed, so that every inner loop runs along a row.
    private readonly double[] _d;
    private readonly double[] _e;

    private SymmetricEigen(ReadOnlySpan<double> matrix, int n)
    {
        _n = n;
        _w = matrix.ToArray();
        _d = new double[n];
        _e = new double[n];
    }

    /// <summary>Eigenvalues, largest first.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Row-major [n, n]: row j is the unit eigenvector of <c>Values[j]</c>.</summary>
    public double[] Vectors { get; private set; } = [];

    /// <param name="matrix">Row-major [n, n], symmetric.</param>
    /// <param name="n">Rows.</param>
    public static SymmetricEigen Decompose(ReadOnlySpan<double> matrix, int n)
    {
        SymmetricEigen eigen = new(matrix, n);
        if (n > 0)
        {
            eigen.Tridiagonalise();
            eigen.AccumulateReflections();
            eigen.Diagonalise();
        }

        eigen.SortDescending();
        return eigen;
    }

    private Span<double> Row(int row, int length) => _w.AsSpan(row * _n, length);

    private void Tridiagonalise()
    {
        int n = _n;
        double[] d = _d, e = _e, w = _w;
        for (int j = 0; j < n; j++)
        {
            d[j] = w[(j * n) + n - 1];
        }

        for (int i = n - 1; i > 0; i--)
        {
            double scale = 0, h = 0;
            for (int k = 0; k < i; k++)
            {
                scale += Math.Abs(d[k]);
            }

            if (scale == 0)
            {
                e[i] = d[i - 1];
                for (int j = 0; j < i; j++)
                {
                    d[j] = w[(j * n) + i - 1];
                    w[(j * n) + i] = 0;
                    w[(i * n) + j] = 0;
                }
            }
            else
            {
                for (int k = 0; k < i; k++)
                {
                    d[k] /= scale;
                    h += d[k] * d[k];
                }

                double f = d[i - 1];
                double g = f > 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
                e[i] = scale * g;
                h -= f * g;
                d[i - 1] = f - g;
                Array.Clear(e, 0, i);
                for (int j = 0; j < i; j++)
                {
                    f = d[j];
                    w[(i * n) + j] = f;
                    Span<double> column = Row(j, i);
                    g = e[j] + (column[j] * f);
                    for (int k = j + 1; k < i; k++)
                    {
                        g += column[k] * d[k];
                        e[k] += column[k] * f;
                    }

                    e[j] = g;
                }

                f = 0;
                for (int j = 0; j < i; j++)
                {
                    e[j] /= h;
                    f += e[j] * d[j];
                }

                double half = f / (h + h);
                for (int j = 0; j < i; j++)
                {
                    e[j] -= half * d[j];
                }

                for (int j = 0; j < i; j++)
                {
                    f = d[j];
                    g = e[j];
                    Span<double> column = Row(j, i);
                    for (int k = j; k < i; k++)
                    {
                        column[k] -= (f * e[k]) + (g * d[k]);
                    }

                    d[j] = w[(j * n) + i - 1];
                    w[(j * n) + i] = 0;
                }
            }

            d[i] = h;
        }
    }

    private void AccumulateReflections()
    {
        int n = _n;
        double[] d = _d, w = _w;
        for (int i = 0; i < n - 1; i++)
        {
            w[(i * n) + n - 1] = w[(i * n) + i];
            w[(i * n) + i] = 1;
            double h = d[i + 1];
            Span<double> reflection = Row(i + 1, i + 1);
            if (h != 0)
            {
                for (int k = 0; k <= i; k++)
                {
                    d[k] = reflection[k] / h;
                }

                for (int j = 0; j <= i; j++)
                {
                    Span<double> column = Row(j, i + 1);
                    double g = 0;
                    for (int k = 0; k <= i; k++)
                    {
                        g += reflection[k] * column[k];
                    }

                    Kernels.AddScaled(column, d.AsSpan(0, i + 1), -g);
                }
            }

            reflection.Clear();
        }

        for (int j = 0; j < n; j++)
        {
            d[j] = w[(j * n) + n - 1];
            w[(j * n) + n - 1] = 0;
        }

        w[(n * n) - 1] = 1;
        _e[0] = 0;
    }

    private void Diagonalise()
    {
        const double Epsilon = 2.220446049250313e-16;
        int n = _n;
        double[] d = _d, e = _e;
        Array.Copy(e, 1, e, 0, n - 1);
        e[n - 1] = 0;
        double shift = 0, largest = 0;
        for (int l = 0; l < n; l++)
        {
            largest = Math.Max(largest, Math.Abs(d[l]) + Math.Abs(e[l]));
            int m = l;
            while (Math.Abs(e[m]) > Epsilon * largest)
            {
                m++;
            }

            if (m > l)
            {
                do
                {
                    shift += QlStep(l, m);
                }
                while (Math.Abs(e[l]) > Epsilon * largest);
            }

            d[l] += shift;
            e[l] = 0;
        }
    }

    /// <summary>One implicit QL sweep over the unreduced block l..m; returns the shift that was taken off the diagonal.</summary>
    private double QlStep(int l, int m)
    {
        double[] d = _d, e = _e;
        double g = d[l];
        double p = (d[l + 1] - g) / (2 * e[l]);
        double r = p < 0 ? -double.Hypot(p, 1) : double.Hypot(p, 1);
        d[l] = e[l] / (p + r);
        d[l + 1] = e[l] * (p + r);
        double next = d[l + 1];
        double h = g - d[l];
        double shift = h;
        for (int i = l + 2; i < _n; i++)
        {
            d[i] -= h;
        }

        p = d[m];
        double c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0;
        double afterNext = e[l + 1];
        for (int i = m - 1; i >= l; i--)
        {
            c3 = c2;
            c2 = c;
            s2 = s;
            g = c * e[i];
            h = c * p;
            r = double.Hypot(p, e[i]);
            e[i + 1] = s * r;
            s = e[i] / r;
            c = p / r;
            p = (c * d[i]) - (s * g);
            d[i + 1] = h + (s * ((c * g) + (s * d[i])));
            Rotate(Row(i, _n), Row(i + 1, _n), c, s);
        }

        p = -s * s2 * c3 * afterNext * e[l] / next;
        e[l] = s * p;
        d[l] = c * p;
        return shift;
    }

    private static void Rotate(Span<double> a, Span<double> b, double c, double s)
    {
        int width = Vector<double>.Count;
        int k = 0;
        Vector<double> cosine = new(c), sine = new(s);
        for (; k <= a.Length - width; k += width)
        {
            Vector<double> x = new(a[k..]), y = new(b[k..]);
            ((sine * x) + (cosine * y)).CopyTo(b[k..]);
            ((cosine * x) - (sine * y)).CopyTo(a[k..]);
        }

        for (; k < a.Length; k++)
        {
            (a[k], b[k]) = ((c * a[k]) - (s * b[k]), (s * a[k]) + (c * b[k]));
        }
    }

    private void SortDescending()
    {
        int[] order = [.. Enumerable.Range(0, _n).OrderByDescending(i => _d[i])];
        Values = [.. order.Select(i => _d[i])];
        Vectors = new double[_n * _n];
        for (int j = 0; j < _n; j++)
        {
            Row(order[j], _n).CopyTo(Vectors.AsSpan(j * _n));
        }
    }
}
