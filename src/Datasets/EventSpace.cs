using System.IO.MemoryMappedFiles;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Where columns of events lie. On disk they are mapped into memory, which the system gives back to others when it is short
/// of it, so events may exceed the memory. Dispose of it after the last use of its columns. Not thread-safe.
/// </summary>
public sealed class EventSpace : IDisposable
{
    private readonly string? _folder;
    private readonly List<MemoryMappedViewAccessor> _mapped = [];

    private EventSpace(string? folder) => _folder = folder;

    /// <summary>In memory; disposing of it does nothing.</summary>
    public static EventSpace Memory { get; } = new(null);

    /// <summary>In files of a folder, which is made. They are nameless and go with the process, however it ends.</summary>
    public static EventSpace OnDisk(string folder)
    {
        Directory.CreateDirectory(folder);
        return new EventSpace(folder);
    }

    public void Dispose()
    {
        foreach (MemoryMappedViewAccessor view in _mapped)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        _mapped.Clear();
    }

    /// <summary>A column of zeros to be filled.</summary>
    /// <exception cref="TandemException">The disk has no room.</exception>
    internal unsafe EventColumn<T> Create<T>(int length)
        where T : unmanaged
    {
        if (_folder is null || length == 0)
        {
            return new EventColumn<T>(new T[length]);
        }

        byte* start = null;
        try
        {
            MemoryMappedViewAccessor view = Map(_folder, (long)length * sizeof(T));
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _mapped.Add(view);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TandemException($"{_folder}: no room for a column of {(long)length * sizeof(T)} bytes: {e.Message}", e);
        }

        return new EventColumn<T>((T*)start, length);
    }

    private static MemoryMappedViewAccessor Map(string folder, long bytes)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());

        // Allocated at once, so that a full disk is an error here and not a fault when a page is written.
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = bytes,
        });
        file.SetLength(bytes);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        return map.CreateViewAccessor(0, bytes);
    }
}
