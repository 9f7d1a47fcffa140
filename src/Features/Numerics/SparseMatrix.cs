namespace Tandem.Features.Numerics;

/// <summary>
/// A sparse matrix in compressed rows: row r holds the columns <c>Columns[Starts[r]..Starts[r + 1]]</c> with
/// <c>Values</c> beside them. Columns ascend within a row.
/// </summary>
internal sealed class SparseMatrix
{
    private SparseMatrix(int columnCount, long[] starts, int[] columns, float[] values)
    {
        ColumnCount = columnCount;
        Starts = starts;
        Columns = columns;
        Values = values;
    }

    public int RowCount => Starts.Length - 1;

    public int ColumnCount { get; }

    public long[] Starts { get; }

    public int[] Columns { get; }

    public float[] Values { get; }

    /// <summary>Stored entries.</summary>
    public int EntryCount => Columns.Length;

    public ReadOnlySpan<int> RowColumns(int row) => Columns.AsSpan((int)Starts[row], RowLength(row));

    public ReadOnlySpan<float> RowValues(int row) => Values.AsSpan((int)Starts[row], RowLength(row));

    /// <summary>Mean of each column over all rows.</summary>
    public double[] ColumnMeans() => ColumnSums(square: false);

    /// <summary>Mean of the squares of each column over all rows.</summary>
    public double[] ColumnMeanSquares() => ColumnSums(square: true);

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

    /// <summary>Collects rows one after the other.</summary>
    internal sealed class Builder(int columnCount)
    {
        private readonly List<long> _starts = [0];
        private readonly List<int> _columns = [];
        private readonly List<float> _values = [];

        /// <summary>Adds a row; columns ascending.</summary>
        public void AddRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
        {
            _columns.AddRange(columns);
            _values.AddRange(values);
            _starts.Add(_columns.Count);
        }

        /// <summary>Adds a row of ones.</summary>
        public void AddRow(ReadOnlySpan<int> columns)
        {
            _columns.AddRange(columns);
            for (int i = 0; i < columns.Length; i++)
            {
                _values.Add(1);
            }

            _starts.Add(_columns.Count);
        }

        public SparseMatrix Build() => new(columnCount, [.. _starts], [.. _columns], [.. _values]);
    }
}
