namespace Tandem.Features.Numerics;

/// <summary>G = AᵀA stored in full, row-major [size, size].</summary>
internal sealed class DenseGram(float[] values, int size) : IGram
{
    public int Size => size;

    public float[] Values => values;

    public double Trace
    {
        get
        {
            double trace = 0;
            for (int i = 0; i < size; i++)
            {
                trace += values[((long)i * size) + i];
            }

            return trace;
        }
    }

    /// <summary>
    /// The exact Gram matrix of a sparse one: one addition for each pair of entries in a row. Threads share out the lines of
    /// the result, not the rows, so every sum runs in the order of the rows.
    /// </summary>
    public static DenseGram Of(SparseMatrix a, ParallelOptions parallel)
    {
        int size = a.ColumnCount;
        float[] g = new float[(long)size * size];
        int[] bounds = BalancedBands(a, parallel.Threads());
        Parallel.For(0, bounds.Length - 1, parallel, band => AddBand(a, g, bounds[band], bounds[band + 1]));
        MirrorUpper(g, size);
        return new DenseGram(g, size);
    }

    /// <summary>The lines from <paramref name="first"/> up to <paramref name="end"/>, upper triangle only.</summary>
    private static void AddBand(SparseMatrix a, float[] g, int first, int end)
    {
        int size = a.ColumnCount;
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            ReadOnlySpan<float> values = a.RowValues(row)[..columns.Length];
            int i = 0;
            while (i < columns.Length && columns[i] < first)
            {
                i++;
            }

            for (; i < columns.Length && columns[i] < end; i++)
            {
                Span<float> line = g.AsSpan(columns[i] * size, size);
                float weight = values[i];
                for (int j = i; j < columns.Length; j++)
                {
                    line[columns[j]] += weight * values[j];
                }
            }
        }
    }

    /// <summary>Cuts the columns into at most <paramref name="count"/> ranges of about equally many additions.</summary>
    private static int[] BalancedBands(SparseMatrix a, int count)
    {
        long[] work = new long[a.ColumnCount];
        long total = 0;
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            for (int i = 0; i < columns.Length; i++)
            {
                work[columns[i]] += columns.Length - i;
                total += columns.Length - i;
            }
        }

        List<int> bounds = [0];
        long sum = 0;
        for (int column = 0; column < work.Length - 1; column++)
        {
            sum += work[column];
            if (sum * count >= total * bounds.Count)
            {
                bounds.Add(column + 1);
            }
        }

        return [.. bounds, work.Length];
    }

    public void Multiply(float[] q, float[] y, int width, ParallelOptions parallel) =>
        BlockProduct.Multiply(values, q, y, size, width, parallel);

    /// <summary>Copies the upper triangle to the lower one, in squares that fit in the first-level cache.</summary>
    private static void MirrorUpper(float[] g, int size)
    {
        const int Square = 32;
        for (int top = 0; top < size; top += Square)
        {
            for (int left = 0; left <= top; left += Square)
            {
                for (int i = top; i < Math.Min(size, top + Square); i++)
                {
                    for (int j = left; j < Math.Min(i, left + Square); j++)
                    {
                        g[((long)i * size) + j] = g[((long)j * size) + i];
                    }
                }
            }
        }
    }
}
