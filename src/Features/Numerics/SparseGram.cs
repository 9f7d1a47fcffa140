using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Features.Numerics;

/// <summary>
/// G = AᵀA of a sparse A, never formed: each row of A is applied and applied back, so memory stays that of A. Threads share
/// out the columns of the block, not the rows of A: so every sum runs in the order of the rows.
/// </summary>
internal sealed class SparseGram(SparseMatrix a) : IGram
{
    /// <summary>Vectors of a strip of the block: a row's projection on it stays in registers.</summary>
    private const int StripVectors = 6;

    public int Size => a.ColumnCount;

    public void Multiply(float[] q, float[] y, int width, ParallelOptions parallel)
    {
        Array.Clear(y);
        int strip = StripVectors * Vector<float>.Count;
        Parallel.For(0, (width + strip - 1) / strip, parallel, i =>
        {
            if ((i + 1) * strip <= width)
            {
                MultiplyStrip(q, y, width, i * strip);
            }
            else
            {
                MultiplyRest(q, y, width, i * strip, width - (i * strip));
            }
        });
    }

    private void MultiplyStrip(float[] q, float[] y, int width, int first)
    {
        ref float from = ref MemoryMarshal.GetReference(q.AsSpan(first, ((a.ColumnCount - 1) * width) + (StripVectors * Vector<float>.Count)));
        ref float to = ref MemoryMarshal.GetReference(y.AsSpan(first, ((a.ColumnCount - 1) * width) + (StripVectors * Vector<float>.Count)));
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            ReadOnlySpan<float> values = a.RowValues(row)[..columns.Length];
            MultiplyRow(columns, values, ref from, ref to, width);
        }
    }

    // Written out, because the compiler keeps six sums in registers only so.
    private void MultiplyRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, ref float from, ref float to, int width)
    {
        nuint one = (nuint)Vector<float>.Count, two = 2 * one, three = 3 * one, four = 4 * one, five = 5 * one;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        for (int k = 0; k < columns.Length; k++)
        {
            ref float line = ref Line(ref from, columns[k], width);
            Vector<float> weight = new(values[k]);
            s0 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line), weight, s0);
            s1 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line, one), weight, s1);
            s2 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line, two), weight, s2);
            s3 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line, three), weight, s3);
            s4 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line, four), weight, s4);
            s5 = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref line, five), weight, s5);
        }

        for (int k = 0; k < columns.Length; k++)
        {
            ref float line = ref Line(ref to, columns[k], width);
            Vector<float> weight = new(values[k]);
            Vector.FusedMultiplyAdd(s0, weight, Vector.LoadUnsafe(ref line)).StoreUnsafe(ref line);
            Vector.FusedMultiplyAdd(s1, weight, Vector.LoadUnsafe(ref line, one)).StoreUnsafe(ref line, one);
            Vector.FusedMultiplyAdd(s2, weight, Vector.LoadUnsafe(ref line, two)).StoreUnsafe(ref line, two);
            Vector.FusedMultiplyAdd(s3, weight, Vector.LoadUnsafe(ref line, three)).StoreUnsafe(ref line, three);
            Vector.FusedMultiplyAdd(s4, weight, Vector.LoadUnsafe(ref line, four)).StoreUnsafe(ref line, four);
            Vector.FusedMultiplyAdd(s5, weight, Vector.LoadUnsafe(ref line, five)).StoreUnsafe(ref line, five);
        }
    }

    /// <summary>Reads and writes are unchecked, so the column is checked here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref float Line(ref float start, int column, int width)
    {
        if ((uint)column >= (uint)a.ColumnCount)
        {
            throw new ArgumentOutOfRangeException(nameof(column), column, $"The matrix has {a.ColumnCount} columns.");
        }

        return ref Unsafe.Add(ref start, (nint)column * width);
    }

    /// <summary>Columns of the block that fill no strip.</summary>
    private void MultiplyRest(float[] q, float[] y, int width, int first, int count)
    {
        float[] projected = new float[count];
        for (int row = 0; row < a.RowCount; row++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(row);
            ReadOnlySpan<float> values = a.RowValues(row);
            Array.Clear(projected);
            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(projected, q.AsSpan((columns[i] * width) + first, count), values[i]);
            }

            for (int i = 0; i < columns.Length; i++)
            {
                Kernels.AddScaled(y.AsSpan((columns[i] * width) + first, count), projected, values[i]);
            }
        }
    }
}
