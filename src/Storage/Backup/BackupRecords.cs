using System.Buffers.Binary;

namespace Tandem.Storage.Backup;

/// <summary>Writes records: fields, each its length in four bytes, little-endian, and its bytes. Not thread-safe.</summary>
internal sealed class BackupRecordWriter(string path) : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);

    public void Write(ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
        _file.Write(length);
        _file.Write(field);
    }

    public void Write(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Write(bytes);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}

/// <summary>Reads what <see cref="BackupRecordWriter"/> wrote. Not thread-safe.</summary>
internal sealed class BackupRecordReader(string path) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);

    /// <summary>True if no field is left.</summary>
    public bool IsAtEnd => _file.Position == _file.Length;

    /// <summary>Bytes read and bytes in all.</summary>
    public (long Done, long Total) Position => (_file.Position, _file.Length);

    /// <exception cref="EndOfStreamException">The file ends within a field.</exception>
    public byte[] Read()
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        _file.ReadExactly(length);
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (bytes < 0 || bytes > _file.Length - _file.Position)
            throw new EndOfStreamException($"'{path}' ends within a record.");
        byte[] field = new byte[bytes];
        _file.ReadExactly(field);
        return field;
    }

    public long ReadNumber() => BinaryPrimitives.ReadInt64LittleEndian(Read());

    public void Dispose() => _file.Dispose();
}
