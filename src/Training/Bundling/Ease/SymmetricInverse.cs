using Tandem.Domain;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Bundling.Ease;

/// <summary>
/// The inverse of a symmetric positive definite matrix in place, by blocked Gauss–Jordan elimination: with D the inverse of a diagonal
/// block and W = A·D of its columns, every other block becomes A − W·Aᵏ. Without pivoting, which such a matrix does not need. Takes
/// 2n³ operations, nearly all in matrix products, and beside the matrix some columns of it.
/// </summary>
internal static class SymmetricInverse
{
    /// <summary>Rows of a diagonal block: enough that the products outweigh everything else.</summary>
    private const int BlockRows = 128;

    /// <param name="matrix">[n, n], both triangles filled; afterwards its inverse.</param>
    /// <exception cref="TandemException">The matrix is not positive definite in single precision.</exception>
    public static void Invert(Matrix matrix, ParallelProducts products, CancellationToken cancellation = default)
    {
        int n = matrix.Rows;
        var left = new Matrix(n, BlockRows);
        var right = new Matrix(BlockRows, n);
        for (int first = 0; first < n; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(BlockRows, n - first);
            Eliminate(matrix, first, size, left, right, products);
        }
    }

    private static void Eliminate(Matrix matrix, int first, int size, Matrix left, Matrix right, ParallelProducts products)
    {
        float[] inverse = InvertSmall(matrix, first, size);
        var pivot = new Matrix(size, size);
        pivot.Import(inverse);
        left.Reshape(matrix.Rows, size);
        right.SetRows(size);
        for (int row = 0; row < size; row++)
        {
            matrix.Row(first + row).CopyTo(right.Row(row));
        }

        // W = A·D for all rows; those of the block itself are not used.
        products.Product(matrix.All.ColumnRange(first, size), pivot.All, left.All, Start.Zero);
        products.Workers.ForRows(matrix.Rows, (from, rows) =>
        {
            for (int row = from; row < from + rows; row++)
            {
                products.Kernels.Scale(left.PaddedRow(row), -1);
            }

            products.Kernels.Product(left.RowRange(from, rows), right.All, matrix.RowRange(from, rows), Start.Destination);
            for (int row = from; row < from + rows; row++)
            {
                left.Row(row).CopyTo(matrix.Row(row)[first..]);
            }
        });

        // The block's own rows, which the products above have spoiled: D·A, with D in its own place.
        Block own = matrix.RowRange(first, size);
        products.Kernels.Product(pivot.All, right.All, own, Start.Zero);
        for (int row = 0; row < size; row++)
        {
            pivot.Row(row).CopyTo(matrix.Row(first + row)[first..]);
        }
    }

    /// <summary>The inverse of one diagonal block by Gauss–Jordan in double precision, row-major.</summary>
    private static float[] InvertSmall(Matrix matrix, int first, int size)
    {
        var a = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                a[(row * size) + column] = matrix.Row(first + row)[first + column];
            }
        }

        for (int k = 0; k < size; k++)
        {
            double pivot = a[(k * size) + k];
            if (!(pivot > 0) || double.IsInfinity(pivot))
            {
                throw new TandemException(
                    FormattableString.Invariant($"The matrix of {matrix.Rows} items is not positive definite: pivot {first + k} is {pivot}. Raise the ridge."));
            }

            double inverse = 1 / pivot;
            for (int row = 0; row < size; row++)
            {
                double factor = row == k ? 0 : a[(row * size) + k] * inverse;
                if (factor == 0)
                {
                    continue;
                }

                for (int column = 0; column < size; column++)
                {
                    a[(row * size) + column] -= factor * a[(k * size) + column];
                }

                a[(row * size) + k] = -factor;
            }

            for (int column = 0; column < size; column++)
            {
                a[(k * size) + column] *= inverse;
            }

            a[(k * size) + k] = inverse;
        }

        return Array.ConvertAll(a, static value => (float)value);
    }
}
