using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>
/// Texts of one column, gathered as UTF-8 bytes and written without making strings. Used again for each row group. Not
/// thread-safe.
/// </summary>
internal sealed class TextColumn
{
    private byte[] _arena = new byte[1 << 16];
    private int[] _ends = new int[1 << 12];
    private short[] _present = new short[1 << 12];
    private ByteArray[] _values = [];
    private int _rows;
    private int _texts;
    private int _used;

    /// <summary>Room for a text of up to <paramref name="length"/> bytes; <see cref="Add(int)"/> then says how long it is.</summary>
    public Span<byte> Room(int length)
    {
        if (_used + length > _arena.Length)
        {
            Array.Resize(ref _arena, checked(Math.Max(_used + length, _arena.Length * 2)));
        }

        return _arena.AsSpan(_used, length);
    }

    /// <summary>Adds a row whose text lies in <see cref="Room"/>.</summary>
    public void Add(int length)
    {
        AddRow(present: 1);
        if (_texts == _ends.Length)
        {
            Array.Resize(ref _ends, _texts * 2);
        }

        _used += length;
        _ends[_texts++] = _used;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Add(text.Length);
    }

    public void AddNull() => AddRow(present: 0);

    /// <summary>Writes all rows to a nullable column and begins again.</summary>
    public unsafe void Write(ColumnWriter column)
    {
        if (_values.Length < _texts)
        {
            _values = new ByteArray[_ends.Length];
        }

        fixed (byte* texts = _arena)
        {
            int start = 0;
            for (int i = 0; i < _texts; i++)
            {
                _values[i] = new ByteArray((IntPtr)(texts + start), _ends[i] - start);
                start = _ends[i];
            }

            ((ColumnWriter<ByteArray>)column).WriteBatch(_rows, _present.AsSpan(0, _rows), [], _values.AsSpan(0, _texts));
        }

        _rows = 0;
        _texts = 0;
        _used = 0;
    }

    private void AddRow(short present)
    {
        if (_rows == _present.Length)
        {
            Array.Resize(ref _present, _rows * 2);
        }

        _present[_rows++] = present;
    }
}
