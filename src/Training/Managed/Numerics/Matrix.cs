using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>
/// A row-major matrix of floats whose rows are padded with zeros to whole vectors, so that kernels need no tails. What is written
/// to the padding must be zero again. Rows can be added and taken away; storage only grows.
/// </summary>
internal sealed class Matrix
{
    /// <summary>Rows begin at multiples of the widest vector, whichever width is in use: the layout does not depend on the machine.</summary>
    private const int Granule = SimdWidth.V512;

    private AlignedFloats _values;

    public Matrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _values = new AlignedFloats(checked(Math.Max(rows, 1) * Stride));
    }

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary><see cref="Columns"/> and the zeros after them.</summary>
    public int PaddedColumns => Padded(Columns);

    /// <summary>
    /// Floats from one row to the next: an odd number of granules, since with a power of two the cells of a column would share a few
    /// sets of the first-level cache.
    /// </summary>
    public int Stride => Granule * (PaddedColumns / Granule | 1);

    /// <summary>The first float; the caller stays within Rows · <see cref="Stride"/>.</summary>
    public ref float First => ref _values.First;

    /// <summary>All rows with their padding.</summary>
    public Span<float> Values => _values.Span[..(Rows * Stride)];

    public Block All => new(this, 0, Rows, 0, Columns);

    public static int Padded(int count) => SimdWidth.RoundUp(count, Granule);

    /// <summary>The row without its padding.</summary>
    public Span<float> Row(int row) => _values.Span.Slice(row * Stride, Columns);

    /// <summary>The row with its padding, but not with the gap to the next row.</summary>
    public Span<float> PaddedRow(int row) => _values.Span.Slice(row * Stride, PaddedColumns);

    public Block RowRange(int first, int rows) => new(this, first, rows, 0, Columns);

    /// <summary>Another number of rows; their values are whatever was there before, their padding is zero.</summary>
    public void SetRows(int rows)
    {
        Grow((long)rows * Stride);
        Rows = rows;
    }

    /// <summary>Another shape; values are whatever was there before, the padding is zero.</summary>
    public void Reshape(int rows, int columns)
    {
        Columns = columns;
        SetRows(rows);
        for (int row = 0; row < rows; row++)
        {
            _values.Span[((row * Stride) + Columns)..((row + 1) * Stride)].Clear();
        }
    }

    public void Clear() => Values.Clear();

    /// <summary>The values without padding, row-major.</summary>
    public float[] Export()
    {
        var values = new float[checked(Rows * Columns)];
        for (int row = 0; row < Rows; row++)
        {
            Row(row).CopyTo(values.AsSpan(row * Columns));
        }

        return values;
    }

    /// <summary>Takes values without padding, row-major.</summary>
    public void Import(ReadOnlySpan<float> values)
    {
        for (int row = 0; row < Rows; row++)
        {
            values.Slice(row * Columns, Columns).CopyTo(Row(row));
        }
    }

    /// <summary>Copies some rows transposed into the same columns of <paramref name="destination"/>, [Columns, Rows].</summary>
    public void TransposeInto(Matrix destination, int firstRow, int rows)
    {
        ReadOnlySpan<float> from = Values;
        Span<float> to = destination.Values;
        int stride = Stride;
        int destinationStride = destination.Stride;
        // A cache line of the destination at a time.
        for (int line = firstRow; line < firstRow + rows; line += Granule)
        {
            int end = Math.Min(line + Granule, firstRow + rows);
            for (int column = 0; column < Columns; column++)
            {
                for (int row = line; row < end; row++)
                {
                    to[(column * destinationStride) + row] = from[(row * stride) + column];
                }
            }
        }
    }

    private void Grow(long floats)
    {
        if (floats > _values.Length)
        {
            // Half as much again, so that batches of slowly growing size do not allocate each time.
            _values = new AlignedFloats(checked((int)Math.Min(int.MaxValue - (2 * Granule), floats + (floats / 2))));
        }
    }
}
