namespace Tandem.Features.Numerics;

/// <summary>
/// A sparse matrix in compressed rows: row r holds the columns <c>Columns[Starts[r]..Starts[r + 1]]</c> with
/// <c>Values</c> beside them. Columns ascend within a row.
/// </summary>
public sealed class SparseMatrix
{
    private SparseMatrix(int columnCount, long[] starts, int[] columns, float[] values)
    {
        ColumnCount = columnCount;
        Starts = starts;
        Columns = columns;
        Values = values;
    }

    /// <summary>Rows.</summary>
    public int RowCount => Starts.Length - 1;

    /// <summary>Columns.</summary>
    public int ColumnCount { get; }

    /// <summary>[RowCount + 1]</summary>
    internal long[] Starts { get; }

    internal int[] Columns { get; }

    internal float[] Values { get; }

    /// <summary>Stored entries.</summary>
    public int EntryCount => Columns.Length;

    /// <summary>The columns of a row, ascending.</summary>
    public ReadOnlySpan<int> RowColumns(int row) => Columns.AsSpan((int)Starts[row], RowLength(row));

    /// <summary>The values beside <see cref="RowColumns"/>.</summary>
    public ReadOnlySpan<float> RowValues(int row) => Values.AsSpan((int)Starts[row], RowLength(row));

    /// <summary>Mean of each column over all rows.</summary>
    internal double[] ColumnMeans() => ColumnSums(square: false);

    /// <summary>Mean of the squares of each column over all rows.</summary>
    internal double[] ColumnMeanSquares() => ColumnSums(square: true);

    /// <summary>The same entries by column: row c of the result holds the rows that have column c, ascending.</summary>
    internal SparseMatrix Transposed()
    {
        long[] starts = new long[ColumnCount + 1];
        foreach (int column in Columns)
        {
            starts[column + 1]++;
        }

        for (int c = 0; c < ColumnCount; c++)
        {
            starts[c + 1] += starts[c];
        }

        long[] next = starts[..^1];
        int[] rows = new int[Columns.Length];
        float[] values = new float[Columns.Length];
        for (int row = 0; row < RowCount; row++)
        {
            for (long i = Starts[row]; i < Starts[row + 1]; i++)
            {
                long place = next[Columns[i]]++;
                rows[place] = row;
                values[place] = Values[i];
            }
        }

        return new SparseMatrix(RowCount, starts, rows, values);
    }

    private int RowLength(int row) => (int)(Starts[row + 1] - Starts[row]);

    private double[] ColumnSums(bool square)
    {
        double[] sums = new double[ColumnCount];
        for (int i = 0; i < Columns.Length; i++)
        {
            sums[Columns[i]] += square ? (double)Values[i] * Values[i] : Values[i];
        }

        for (int c = 0; c < sums.Length; c++)
        {
            sums[c] /= Math.Max(1, RowCount);
        }

        return sums;
    }

    /// <summary>Collects rows one after the other. With the right numbers of rows and entries nothing is ever copied.</summary>
    /// <param name="columnCount">Columns are 0 to <paramref name="columnCount"/> - 1; another one is an error when the matrix is used.</param>
    /// <param name="rows">Rows to make room for; more may come.</param>
    /// <param name="entries">Entries to make room for; more may come.</param>
    public sealed class Builder(int columnCount, int rows = 0, int entries = 0)
    {
        private long[] _starts = new long[rows + 1];
        private int[] _columns = new int[entries];
        private float[] _values = new float[entries];
        private int _rows;
        private int _entries;

        /// <summary>Adds a row; columns ascending.</summary>
        public void AddRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values) => values.CopyTo(Add(columns));

        /// <summary>Adds a row of ones.</summary>
        public void AddRow(ReadOnlySpan<int> columns) => Add(columns).Fill(1);

        /// <summary>The rows; the builder is used up.</summary>
        public SparseMatrix Build()
        {
            Array.Resize(ref _starts, _rows + 1);
            Array.Resize(ref _columns, _entries);
            Array.Resize(ref _values, _entries);
            return new SparseMatrix(columnCount, _starts, _columns, _values);
        }

        /// <summary>Returns the place of the row's values.</summary>
        private Span<float> Add(ReadOnlySpan<int> columns)
        {
            int start = _entries;
            _entries = checked(_entries + columns.Length);
            _rows++;
            Grow(ref _columns, _entries);
            Grow(ref _values, _entries);
            Grow(ref _starts, _rows + 1);
            columns.CopyTo(_columns.AsSpan(start));
            _starts[_rows] = _entries;
            return _values.AsSpan(start, columns.Length);
        }

        private static void Grow<T>(ref T[] array, int length)
        {
            if (length > array.Length)
            {
                Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(length, 2L * array.Length)));
            }
        }
    }
}
