using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Snapshots;

/// <summary>
/// A snapshot that lies in memory by mapping: its pages come from the disk when they are touched and are shared by every process
/// that maps the file. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The mapping ends by garbage collection, when nobody refers to this object or to a region of it any more. Snapshots are replaced by
/// renaming, never changed in place: touching a page that another program has cut off a mapped file ends the process.
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

    /// <summary>A section in place, aligned to 64 bytes. The region keeps the file mapped.</summary>
    /// <exception cref="SnapshotRefusedException">There is no such section.</exception>
    public MemoryRegion Region(string name)
    {
        SectionEntry section = Find(name);
        return new MappedRegion(_file, (nint)(_file.Start + section.Offset), section.Length);
    }

    /// <summary>A section as plain numbers, copied.</summary>
    /// <exception cref="SnapshotRefusedException">There is no such section, or its length is no whole number of values, or more than an array holds.</exception>
    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        SectionEntry section = Find(name);
        (long count, long rest) = Math.DivRem(section.Length, Unsafe.SizeOf<T>());
        if (rest != 0 || count > Array.MaxLength)
        {
            throw new SnapshotRefusedException(
                Path, $"its section '{name}' has {section.Length} bytes, expected at most {Array.MaxLength} values of {Unsafe.SizeOf<T>()} bytes.");
        }

        T[] values = new ReadOnlySpan<T>(_file.Start + section.Offset, (int)count).ToArray();
        GC.KeepAlive(_file);
        return values;
    }

    /// <summary>A section as UTF-8 text.</summary>
    /// <exception cref="SnapshotRefusedException">There is no such section.</exception>
    public string ReadText(string name) => Encoding.UTF8.GetString(ReadArray<byte>(name));

    private SectionEntry Find(string name) =>
        _sections.TryGetValue(name, out SectionEntry section)
            ? section
            : throw new SnapshotRefusedException(Path, $"it has no section '{name}'; this one of kind '{Kind}' has {string.Join(", ", _sections.Keys)}.");

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
