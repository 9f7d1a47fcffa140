using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Snapshots;

/// <summary>A named part of a snapshot that is to be written.</summary>
/// <param name="Name">1 to <see cref="MaxNameLength"/> ASCII letters, digits, dots and hyphens; unique within the file.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Write">Writes exactly <paramref name="Length"/> bytes, numbers little-endian.</param>
public sealed record SnapshotSection(string Name, long Length, Action<Stream> Write)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 32;

    private const int BytesAtOnce = 1 << 20;

    /// <summary>A section of plain numbers.</summary>
    public static SnapshotSection Of<T>(string name, ReadOnlyMemory<T> values)
        where T : unmanaged =>
        new(name, (long)values.Length * Unsafe.SizeOf<T>(), stream => WriteAll(stream, values));

    /// <summary>A section of native memory.</summary>
    public static SnapshotSection Of(string name, MemoryRegion memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new SnapshotSection(name, memory.ByteCount, stream => WriteAll(stream, memory));
    }

    /// <summary>A section of UTF-8 text.</summary>
    public static SnapshotSection OfText(string name, string text) => Of<byte>(name, Encoding.UTF8.GetBytes(text));

    // In pieces: the bytes of a long array are more than one span can hold.
    private static void WriteAll<T>(Stream stream, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        int piece = Math.Max(1, BytesAtOnce / Unsafe.SizeOf<T>());
        for (int start = 0; start < values.Length; start += piece)
        {
            stream.Write(MemoryMarshal.AsBytes(values.Span.Slice(start, Math.Min(piece, values.Length - start))));
        }
    }

    private static unsafe void WriteAll(Stream stream, MemoryRegion memory)
    {
        for (long done = 0; done < memory.ByteCount; done += BytesAtOnce)
        {
            stream.Write(new ReadOnlySpan<byte>((byte*)memory.Address + done, (int)Math.Min(BytesAtOnce, memory.ByteCount - done)));
        }

        GC.KeepAlive(memory);
    }
}
