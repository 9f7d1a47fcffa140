using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Tandem.Domain;

namespace Tandem.Features.Fused;

/// <summary>
/// A fused matrix on disk, mapped into memory: a row is read where it lies, and the system keeps no more of the file than it
/// has room for. Thread-safe. From Python: <c>numpy.memmap(file, "&lt;f2", "r", 128).reshape(-1, dimension)</c>.
/// </summary>
public sealed unsafe class FusedMatrixFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Half* _values;
    private readonly FusedHeader _header;

    private FusedMatrixFile(FusedHeader header, MemoryMappedFile map)
    {
        _header = header;
        _map = map;
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _values = (Half*)(start + FusedHeader.Length);
    }

    /// <summary>Rows.</summary>
    public long Count => _header.Rows;

    /// <summary>Values of a row.</summary>
    public int Dimension => _header.Dimension;

    /// <summary>Hash of the schema that the rows were made by.</summary>
    public string SchemaHash => _header.SchemaHash;

    /// <summary>Opens a matrix and the ids beside it, and checks both against their checksums, which reads them once.</summary>
    /// <exception cref="TandemException">A file is missing, of another format, cut off, damaged, or of another schema.</exception>
    public static FusedMatrixFile Open(string file, string idsFile, FeatureSchema schema, CancellationToken cancellation = default)
    {
        foreach (string needed in (string[])[file, idsFile])
        {
            if (!File.Exists(needed))
            {
                throw new TandemException($"{needed} is missing. Build it with `tandem features build`.");
            }
        }

        FusedHeader header;
        using (SafeFileHandle handle = File.OpenHandle(file))
        using (SafeFileHandle ids = File.OpenHandle(idsFile))
        {
            byte[] bytes = new byte[FusedHeader.Length];
            int read = RandomAccess.Read(handle, bytes, 0);
            header = FusedHeader.Parse(file, bytes.AsSpan(0, read), RandomAccess.GetLength(handle));
            schema.Check(header.Dimension, header.SchemaHash);
            Verify(file, header.Content, FusedChecksum.Of(handle, FusedHeader.Length, cancellation));
            Verify(idsFile, header.Ids, FusedChecksum.Of(ids, 0, cancellation).AsSpan(0, FusedHeader.IdsHashBytes));
        }

        return new FusedMatrixFile(header, MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read));
    }

    /// <summary>One row, where it lies; valid until the file is closed.</summary>
    public ReadOnlySpan<Half> Row(long row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return new ReadOnlySpan<Half>(_values + (row * Dimension), Dimension);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static void Verify(string file, ReadOnlySpan<byte> announced, ReadOnlySpan<byte> found)
    {
        if (!announced.SequenceEqual(found))
        {
            throw new TandemException($"{file} is damaged: its checksum does not agree with its content. Build it again with `tandem features build`.");
        }
    }
}
