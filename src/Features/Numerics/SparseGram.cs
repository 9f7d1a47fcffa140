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
            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(projected, q.Slice(columns[i] * width, width), values[i]);
            }

            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(y.Slice(columns[i] * width, width), projected, values[i]);
            }
        }
    }
}
