using ParquetSharp;
using Tandem.Domain;

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
    private readonly int _leaf;
    private readonly ColumnReader<T> _reader;
    private readonly short _present;
    private readonly short[]? _definition;
    private readonly short[]? _repetition;
    private readonly T[] _values = new T[BatchLevels];
    private int _levels;
    private int _level;
    private int _value;

    public Leaf(ParquetTable table, int leaf, ColumnReader<T> reader)
    {
        _table = table;
        _leaf = leaf;
        _reader = reader;
        ColumnDescriptor descriptor = table.Descriptor(leaf);
        _present = descriptor.MaxDefinitionLevel;
        _definition = _present > 0 ? new short[BatchLevels] : null;
        _repetition = descriptor.MaxRepetitionLevel > 0 ? new short[BatchLevels] : null;
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

    public void Dispose() => _reader.Dispose();

    private bool Fill()
    {
        try
        {
            while (_reader.HasNext)
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
            throw _table.Unreadable($"the column '{_table.PathOf(_leaf)}'", e);
        }

        return false;
    }

    private TandemException Short() =>
        new($"{_table.File}: the column '{_table.PathOf(_leaf)}' has fewer rows than its row group. The file is damaged; copy or write it again.");
}
