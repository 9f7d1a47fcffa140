using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Tandem.Retrieval.Snapshots;

/// <summary>A whole file, mapped for reading. Unmapped by <see cref="Dispose"/>, or by garbage collection when nobody refers to it.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly byte* _start;
    private int _released;

    private MappedFile(SafeMemoryMappedViewHandle view, long length)
    {
        _view = view;
        Length = length;
        _view.AcquirePointer(ref _start);
    }

    ~MappedFile() => Release();

    public byte* Start => _start;

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <exception cref="SnapshotRefusedException">The file is empty: there is nothing to map.</exception>
    public static MappedFile Open(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        long length = stream.Length;
        if (length == 0)
        {
            throw new SnapshotRefusedException(path, "it is empty.");
        }

        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);

        // The view holds the mapping by itself; the accessor is only the way to it.
        return new MappedFile(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle, length);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            _view.ReleasePointer();
            _view.Dispose();
        }
    }
}
