namespace Tandem.Datasets.Columns;

/// <summary>
/// Reads flat columns of one row group in step, a batch at a time, up to the row at which one of them is damaged: the rows
/// before it are given as a shorter batch, and the damage is thrown after it.
/// </summary>
/// <param name="rows">Rows of the row group.</param>
internal sealed class StepReader(long rows)
{
    /// <summary>The most rows of a batch.</summary>
    public const int Capacity = 8192;

    private DamagedInputException? _damage;
    private long _done;

    /// <summary>Rows of the present batch that every column read so far could give.</summary>
    public int Rows { get; private set; }

    /// <summary>Row of the row group at which the present batch begins.</summary>
    public long FirstRow { get; private set; }

    /// <summary>Goes to the next batch; false at the end.</summary>
    /// <exception cref="DamagedInputException">The rows from here on cannot be read.</exception>
    public bool Next()
    {
        _done += Rows;
        if (_damage is not null)
        {
            throw _damage;
        }

        FirstRow = _done;
        Rows = (int)Math.Min(Capacity, rows - _done);
        return Rows > 0;
    }

    /// <summary>Reads a column for the present batch.</summary>
    /// <param name="destination">At least <see cref="Capacity"/> places.</param>
    /// <param name="fill">Reads the column's next rows.</param>
    public void Read<T>(T[] destination, ColumnFill<T> fill)
    {
        try
        {
            fill(destination.AsSpan(0, Rows));
        }
        catch (DamagedInputException damage)
        {
            // Only rows that are still whole were asked for, so this damage comes first.
            _damage = damage;
            Rows = damage.RowsBefore;
        }
    }
}
