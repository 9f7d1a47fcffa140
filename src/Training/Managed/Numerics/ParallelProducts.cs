namespace Tandem.Training.Managed.Numerics;

/// <summary>Products that are large enough for all threads.</summary>
internal sealed class ParallelProducts(TowerKernels kernels, Workers workers)
{
    public TowerKernels Kernels => kernels;

    public Workers Workers => workers;

    /// <summary>c = a·b + start.</summary>
    public void Product(Block a, Block b, Block c, Start start) =>
        workers.ForRows(c.Rows, (first, rows) => kernels.Product(a.RowRange(first, rows), b, c.RowRange(first, rows), start));

    /// <summary>The gradient of a layer's weights: c = aᵀ·b + start, cut along c's rows, which are a's columns.</summary>
    public void ProductOfTransposed(Block a, Block b, Block c, Start start)
    {
        // All of b passes for each part, so parts are as large as the threads allow.
        const int LargestPart = 128;
        int part = Math.Clamp(Matrix.Padded(c.Rows / workers.Threads), Matrix.Padded(1), LargestPart);
        workers.ForRows(
            c.Rows, (first, rows) => kernels.ProductOfTransposed(a.ColumnRange(first, rows), b, c.RowRange(first, rows), start), part);
    }

    /// <summary>The gradient of a layer's bias: sums[0, j] = Σᵢ a[i, j].</summary>
    public void ColumnSums(Matrix a, Matrix sums) =>
        workers.ForRows(a.PaddedColumns, (first, columns) =>
        {
            Span<float> sum = sums.PaddedRow(0).Slice(first, columns);
            sum.Clear();
            for (int row = 0; row < a.Rows; row++)
            {
                kernels.AddScaled(sum, a.PaddedRow(row).Slice(first, columns), 1f);
            }
        });

    /// <summary>destination = aᵀ for some first rows of a; <paramref name="destination"/> is [columns, rows].</summary>
    public void Transpose(Matrix a, int rows, Matrix destination) =>
        workers.ForRows(rows, (first, count) => a.TransposeInto(destination, first, count));
}
