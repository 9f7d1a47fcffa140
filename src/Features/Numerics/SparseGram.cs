namespace Tandem.Features.Numerics;

/// <summary>
/// G = AᵀA of a sparse A, never formed: each row of A is applied and applied back, so memory stays that of A. Threads share
/// out the columns of the block, not the rows of A: so every sum runs in the order of the rows.
/// </summary>
internal sealed class SparseGram(SparseMatrix a) : IGram
{
    private const int Lane = 16;

    public int Size => a.ColumnCount;

    public void Multiply(float[] q, float[] y, int width, ParallelOptions parallel)
    {
        Array.Clear(y);
        int threads = parallel.Threads();
        int strip = ((((width + threads - 1) / threads) + Lane - 1) / Lane) * Lane;
        Parallel.For(0, (width + strip - 1) / strip, parallel, i => MultiplyStrip(q, y, width, i * strip, Math.Min(strip, width - (i * strip))));
    }

    /// <summary>Columns <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> of the block.</summary>
    private void MultiplyStrip(float[] q, float[] y, int width, int first, int count)
    {
        float[] projected = new float[count];
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            ReadOnlySpan<float> values = a.RowValues(row);
            Array.Clear(projected);
            int k = 0;
            for (; k <= columns.Length - 4; k += 4)
            {
                Kernels.AddScaled4(
                    projected,
                    q.AsSpan((columns[k] * width) + first, count),
                    q.AsSpan((columns[k + 1] * width) + first, count),
                    q.AsSpan((columns[k + 2] * width) + first, count),
                    q.AsSpan((columns[k + 3] * width) + first, count),
                    values[k], values[k + 1], values[k + 2], values[k + 3]);
            }

            for (; k < columns.Length; k++)
            {
                Kernels.AddScaled(projected, q.AsSpan((columns[k] * width) + first, count), values[k]);
            }

            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(y.AsSpan((columns[i] * width) + first, count), projected, values[i]);
            }
        }
    }
}
