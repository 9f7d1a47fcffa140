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

    /// <summary>The exact Gram matrix of a sparse one: one addition for each pair of entries in a row.</summary>
    public static DenseGram Of(SparseMatrix a)
    {
        int size = a.ColumnCount;
        float[] g = new float[(long)size * size];
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            ReadOnlySpan<float> values = a.RowValues(row);
            for (int i = 0; i < columns.Length; i++)
            {
                Span<float> line = g.AsSpan(columns[i] * size, size);
                for (int j = i; j < columns.Length; j++)
                {
                    line[columns[j]] += values[i] * values[j];
                }
            }
        }

        MirrorUpper(g, size);
        return new DenseGram(g, size);
    }

    /// <summary>The Gram matrix of dense rows, row-major [rows, size].</summary>
    public static DenseGram Of(ReadOnlySpan<float> rows, int size)
    {
        const int Block = 8; // Rows that stay in the first-level cache while one line of the result is updated.
        float[] g = new float[(long)size * size];
        int count = rows.Length / size;
        for (int start = 0; start < count; start += Block)
        {
            int end = Math.Min(count, start + Block);
            for (int i = 0; i < size; i++)
            {
                Span<float> line = g.AsSpan((i * size) + i, size - i);
                int r = start;
                for (; r <= end - 4; r += 4)
                {
                    int o = (r * size) + i;
                    Kernels.AddScaled4(
                        line, rows.Slice(o, size - i), rows.Slice(o + size, size - i), rows.Slice(o + (2 * size), size - i), rows.Slice(o + (3 * size), size - i),
                        rows[o], rows[o + size], rows[o + (2 * size)], rows[o + (3 * size)]);
                }

                for (; r < end; r++)
                {
                    int o = (r * size) + i;
                    Kernels.AddScaled(line, rows.Slice(o, size - i), rows[o]);
                }
            }
        }

        MirrorUpper(g, size);
        return new DenseGram(g, size);
    }

    public void Multiply(ReadOnlySpan<float> q, Span<float> y, int width)
    {
        y.Clear();
        for (int i = 0; i < size; i++)
        {
            Kernels.AddWeightedRows(y.Slice(i * width, width), values.AsSpan(i * size, size), q);
        }
    }

    private static void MirrorUpper(float[] g, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                g[((long)i * size) + j] = g[((long)j * size) + i];
            }
        }
    }
}
