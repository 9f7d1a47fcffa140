namespace Tandem.Features.Numerics;

/// <summary>G = AᵀA of a sparse A, never formed: each row of A is applied and applied back, so memory stays that of A.</summary>
internal sealed class SparseGram(SparseMatrix a) : IGram
{
    public int Size => a.ColumnCount;

    public void Multiply(ReadOnlySpan<float> q, Span<float> y, int width)
    {
        y.Clear();
        float[] projected = new float[width];
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
                    q.Slice(columns[k] * width, width),
                    q.Slice(columns[k + 1] * width, width),
                    q.Slice(columns[k + 2] * width, width),
                    q.Slice(columns[k + 3] * width, width),
                    values[k], values[k + 1], values[k + 2], values[k + 3]);
            }

            for (; k < columns.Length; k++)
            {
                Kernels.AddScaled(projected, q.Slice(columns[k] * width, width), values[k]);
            }

            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(y.Slice(columns[i] * width, width), projected, values[i]);
            }
        }
    }
}
