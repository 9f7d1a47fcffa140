using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>
/// A forward cursor over one leaf column. Works from Parquet's definition and repetition levels, so it reads flat columns,
/// lists and lists of structs alike, whether or not each nesting is nullable.
/// Text values point into the current page: convert them before the next call.
/// </summary>
internal sealed class Leaf<T> : IDisposable
    where T : unmanaged
{
    private const int BatchLevels = 4096;

    private readonly ParquetTable _table;
    private readonly int _group;
    private readonly int _leaf;
    private readonly ColumnReader<T>? _reader;
    private readonly short _present;
    private readonly short _innermost;
    private readonly short[]? _definition;
    private readonly short[]? _repetition;
    private readonly T[] _values = new T[BatchLevels];
    private int _levels;
    private int _level;
    private int _value;

    /// <param name="table">The file.</param>
    /// <param name="group">Position of the row group in it.</param>
    /// <param name="leaf">Position of the column in it.</param>
    /// <param name="reader">Null for no rows.</param>
    public Leaf(ParquetTable table, int group, int leaf, ColumnReader<T>? reader)
    {
        _table = table;
        _group = group;
        _leaf = leaf;
        _reader = reader;
        ColumnDescriptor descriptor = table.Descriptor(leaf);
        _present = descriptor.MaxDefinitionLevel;
        _definition = _present > 0 ? new short[BatchLevels] : null;
        _innermost = descriptor.MaxRepetitionLevel;
        IsNested = _innermost > 1;
        _repetition = _innermost > 0 ? new short[BatchLevels] : null;
    }

    /// <summary>The next row of a flat column; false for null.</summary>
    public bool TryRead(out T value)
    {
        if (_level >= _levels && !Fill())
        {
            throw Short();
        }

        bool present = _definition is null || _definition[_level] == _present;
        _level++;
        value = present ? _values[_value++] : default;
        return present;
    }

    /// <summary>
    /// The next rows of a flat column, converted many at a time: as many as <paramref name="destination"/> has places. Null
    /// gives <paramref name="absent"/>.
    /// </summary>
    /// <exception cref="DamagedInputException">Not all of them can be read; it says how many could, and those are there.</exception>
    public void ReadRows<TTo>(Span<TTo> destination, ColumnConvert<T, TTo> convert, TTo absent)
    {
        int done = 0;
        try
        {
            while (done < destination.Length)
            {
                if (_level >= _levels && !Fill())
                {
                    throw Short();
                }

                int rows = Math.Min(destination.Length - done, _levels - _level);
                int present = Present(_level, _level + rows);
                convert(_values.AsSpan(_value, present), destination.Slice(done, present));
                if (present < rows)
                {
                    Spread(destination.Slice(done, rows), _definition.AsSpan(_level, rows), present, absent);
                }

                _value += present;
                _level += rows;
                done += rows;
            }
        }
        catch (DamagedInputException damage)
        {
            damage.RowsBefore = done;
            throw;
        }
    }

    /// <summary>
    /// The next row of a list column. Null elements come as <paramref name="absent"/>, and so does, once, a null or empty list:
    /// the fields of one list of structs therefore always give lists of one length.
    /// </summary>
    public void ReadList<TItem>(List<TItem> into, Func<T, TItem> convert, TItem absent)
    {
        into.Clear();
        if (_level >= _levels && !Fill())
        {
            throw Short();
        }

        do
        {
            bool present = _definition is null || _definition[_level] == _present;
            _level++;
            into.Add(present ? convert(_values[_value++]) : absent);
        }
        while ((_level < _levels || Fill()) && _repetition is not null && _repetition[_level] != 0);
    }

    /// <summary>True for a list of lists, as against a flat column or a plain list.</summary>
    public bool IsNested { get; }

    /// <summary>
    /// The next row of a list of lists: the elements of all inner lists one after another, and where each inner list ends. A
    /// null or empty list, inner or outer, is one list of one <paramref name="absent"/>. A plain list is one inner list.
    /// </summary>
    public void ReadLists(List<T> into, List<int> ends, T absent)
    {
        into.Clear();
        ends.Clear();
        if (_level >= _levels && !Fill())
        {
            throw Short();
        }

        do
        {
            if (into.Count > 0 && _repetition is not null && _repetition[_level] < _innermost)
            {
                ends.Add(into.Count);
            }

            bool present = _definition is null || _definition[_level] == _present;
            _level++;
            into.Add(present ? _values[_value++] : absent);
        }
        while ((_level < _levels || Fill()) && _repetition is not null && _repetition[_level] != 0);
        ends.Add(into.Count);
    }

    /// <summary>
    /// The next row of a list column as values alone, copied whole pages at a time; returns how many there are. A null or
    /// empty list has none; a list with a null element counts as null.
    /// </summary>
    public int ReadValues(ref T[] into)
    {
        if (_level >= _levels && !Fill())
        {
            throw Short();
        }

        int count = 0;
        bool hole = false;
        bool first = true;
        while ((_level < _levels || Fill()) && (first || (_repetition is not null && _repetition[_level] != 0)))
        {
            int end = _level + 1;
            while (_repetition is not null && end < _levels && _repetition[end] != 0)
            {
                end++;
            }

            int present = Present(_level, end);
            hole |= present < end - _level;
            if (into.Length < count + present)
            {
                Array.Resize(ref into, Math.Max(count + present, into.Length * 2));
            }

            _values.AsSpan(_value, present).CopyTo(into.AsSpan(count));
            count += present;
            _value += present;
            _level = end;
            first = false;
        }

        return hole ? 0 : count;
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>Moves the first <paramref name="present"/> values to the rows that are not null, from the back so that none is overwritten.</summary>
    private void Spread<TTo>(Span<TTo> rows, ReadOnlySpan<short> definition, int present, TTo absent)
    {
        for (int row = rows.Length - 1; row >= 0; row--)
        {
            rows[row] = definition[row] == _present ? rows[--present] : absent;
        }
    }

    private int Present(int start, int end)
    {
        if (_definition is null)
        {
            return end - start;
        }

        ReadOnlySpan<short> levels = _definition.AsSpan(start..end);
        return levels.Count(_present);
    }

    private bool Fill()
    {
        try
        {
            while (_reader?.HasNext == true)
            {
                _levels = (int)_reader.ReadBatch(BatchLevels, _definition, _repetition, _values, out _);
                _level = 0;
                _value = 0;
                if (_levels > 0)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw _table.Unreadable(Place, e);
        }

        return false;
    }

    private string Place => $"row group {_group}, column '{_table.PathOf(_leaf)}'";

    private DamagedInputException Short() =>
        new($"{_table.File}: {Place} has fewer rows than its row group. The file is damaged; copy or write it again.");
}
