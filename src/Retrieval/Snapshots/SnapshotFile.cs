using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tandem.Retrieval.Snapshots;

/// <summary>
/// A snapshot that lies in memory by mapping: its pages come from the disk when they are touched and are shared by every process
/// that maps the file. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The mapping lives as long as this object and ends by garbage collection: whoever reads a section keeps a reference to its file.
/// Snapshots are replaced by renaming, never changed: a file that another program shortens while it is mapped ends the process.
/// </remarks>
public sealed unsafe class SnapshotFile
{
    private const int BytesAtOnce = 1 << 24;

    private readonly MappedFile _file;
    private readonly Dictionary<string, SectionEntry> _sections;

    private SnapshotFile(string path, MappedFile file, SnapshotHeader header, Dictionary<string, SectionEntry> sections)
    {
        _file = file;
        _sections = sections;
        Path = path;
        Kind = header.Kind;
        Dimension = header.Dimension;
        Count = header.Count;
        Length = header.FileLength;
    }

    public string Path { get; }

    /// <summary>What the sections are.</summary>
    public string Kind { get; }

    /// <summary>Values of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Vectors.</summary>
    public int Count { get; }

    /// <summary>Of the file, in bytes.</summary>
    public long Length { get; }

    public IReadOnlyCollection<string> Sections => _sections.Keys;

    /// <summary>Opens and verifies a snapshot.</summary>
    /// <exception cref="SnapshotRefusedException">The file is truncated, damaged, foreign, or of another version or byte order.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SnapshotFile Open(
        string path, SnapshotVerification verification = SnapshotVerification.Full, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Snapshots are mapped as they are, in little-endian byte order; this machine is big-endian.");
        }

        string full = System.IO.Path.GetFullPath(path);
        MappedFile mapped = MappedFile.Open(full);
        try
        {
            (SnapshotHeader header, Dictionary<string, SectionEntry> sections) = ReadTable(full, mapped);
            SnapshotFile file = new(full, mapped, header, sections);
            if (verification == SnapshotVerification.Full)
            {
                file.Verify(cancellation);
            }

            return file;
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    /// <summary>Reads every section once and compares it with its checksum.</summary>
    /// <exception cref="SnapshotRefusedException">A section is damaged; the message names it.</exception>
    public void Verify(CancellationToken cancellation = default)
    {
        foreach (SectionEntry section in _sections.Values)
        {
            XxHash3 hash = new();
            for (long done = 0; done < section.Length; done += BytesAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.Append(new ReadOnlySpan<byte>(_file.Start + section.Offset + done, (int)Math.Min(BytesAtOnce, section.Length - done)));
            }

            ulong actual = hash.GetCurrentHashAsUInt64();
            if (actual != section.Checksum)
            {
                throw new SnapshotRefusedException(
                    Path, $"the checksum of its section '{section.Name}' is {actual:X16}, expected {section.Checksum:X16}; it is damaged.");
            }
        }

        GC.KeepAlive(this);
    }

    public bool HasSection(string name) => _sections.ContainsKey(name);

    /// <summary>
    /// A section as plain numbers, in place. The caller keeps a reference to this file for as long as it reads.
    /// </summary>
    /// <exception cref="SnapshotRefusedException">There is no such section, or its length is no whole number of values.</exception>
    public ReadOnlySpan<T> Section<T>(string name)
        where T : unmanaged
    {
        T* start = Pointer<T>(name, out long count);
        return count <= int.MaxValue
            ? new ReadOnlySpan<T>(start, (int)count)
            : throw new SnapshotRefusedException(Path, $"its section '{name}' has {count} values, more than a span can hold.");
    }

    /// <summary>A section as UTF-8 text.</summary>
    /// <exception cref="SnapshotRefusedException">There is no such section.</exception>
    public string Text(string name)
    {
        string text = Encoding.UTF8.GetString(Section<byte>(name));
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Address of a section, aligned to 64 bytes. The caller keeps a reference to this file for as long as it reads.</summary>
    /// <param name="count">Values in the section.</param>
    /// <exception cref="SnapshotRefusedException">There is no such section, or its length is no whole number of values.</exception>
    internal T* Pointer<T>(string name, out long count)
        where T : unmanaged
    {
        if (!_sections.TryGetValue(name, out SectionEntry section))
        {
            throw new SnapshotRefusedException(Path, $"it has no section '{name}'; a snapshot of kind '{Kind}' has {string.Join(", ", _sections.Keys)}.");
        }

        (count, long rest) = Math.DivRem(section.Length, Unsafe.SizeOf<T>());
        return rest == 0
            ? (T*)(_file.Start + section.Offset)
            : throw new SnapshotRefusedException(Path, $"its section '{name}' has {section.Length} bytes, no multiple of {Unsafe.SizeOf<T>()}.");
    }

    private static (SnapshotHeader Header, Dictionary<string, SectionEntry> Sections) ReadTable(string path, MappedFile file)
    {
        long length = file.Length;
        ReadOnlySpan<byte> head = new(file.Start, (int)Math.Min(length, SnapshotFormat.HeaderLength));
        if (!SnapshotHeader.TryRead(head, length, out SnapshotHeader header, out string reason))
        {
            throw new SnapshotRefusedException(path, reason);
        }

        long tableEnd = SnapshotFormat.HeaderLength + ((long)header.Sections * SnapshotFormat.EntryLength);
        if (tableEnd > length)
        {
            throw new SnapshotRefusedException(path, $"it has {length} bytes, its {header.Sections} sections need a table up to byte {tableEnd}.");
        }

        ReadOnlySpan<byte> table = new(file.Start + SnapshotFormat.HeaderLength, (int)(tableEnd - SnapshotFormat.HeaderLength));
        ulong actual = XxHash3.HashToUInt64(table);
        if (actual != header.TableChecksum)
        {
            throw new SnapshotRefusedException(path, $"the checksum of its section table is {actual:X16}, expected {header.TableChecksum:X16}; it is damaged.");
        }

        Dictionary<string, SectionEntry> sections = new(StringComparer.Ordinal);
        long end = tableEnd;
        for (int i = 0; i < header.Sections; i++)
        {
            SectionEntry entry = SectionEntry.Read(table.Slice(i * SnapshotFormat.EntryLength, SnapshotFormat.EntryLength));
            bool lies = entry.Offset >= end && entry.Length >= 0 && entry.Offset <= length - entry.Length && entry.Offset % SnapshotFormat.Alignment == 0;
            if (!lies || !SnapshotFormat.IsName(entry.Name, SnapshotSection.MaxNameLength) || !sections.TryAdd(entry.Name, entry))
            {
                throw new SnapshotRefusedException(
                    path, $"its section {i + 1} '{entry.Name}' at byte {entry.Offset} with {entry.Length} bytes does not lie after byte {end} of {length}.");
            }

            end = entry.Offset + entry.Length;
        }

        return (header, sections);
    }
}
