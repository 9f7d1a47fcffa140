using System.IO.Hashing;

namespace Tandem.Retrieval.Snapshots;

/// <summary>Writes snapshot files.</summary>
public static class SnapshotWriter
{
    /// <summary>
    /// Writes a snapshot to a temporary sibling, flushes it to the disk and renames it to <paramref name="path"/>, so that a reader
    /// sees the former file or the whole new one. When anything fails or is cancelled, the former file stays and nothing else is left.
    /// </summary>
    /// <param name="kind">What the sections are: 1 to 16 ASCII letters, digits, dots and hyphens.</param>
    /// <param name="dimension">Values of a vector, 1 to 65,536.</param>
    /// <param name="count">Vectors.</param>
    /// <param name="progress">Told the bytes written so far.</param>
    /// <exception cref="ArgumentException">A name is malformed or twice there, or a section wrote another length than it declared.</exception>
    public static void Write(
        string path,
        string kind,
        int dimension,
        int count,
        IReadOnlyList<SnapshotSection> sections,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Write(file, kind, dimension, count, sections, progress, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes the bytes of a snapshot to an empty stream that can seek, for who cares for the file: its name, its flush and its failures.</summary>
    /// <inheritdoc cref="Write(string, string, int, int, IReadOnlyList{SnapshotSection}, IProgress{long}, CancellationToken)"/>
    public static void Write(
        Stream destination,
        string kind,
        int dimension,
        int count,
        IReadOnlyList<SnapshotSection> sections,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, SnapshotFormat.MaxDimension);
        RequireNames(kind, sections);
        if (!destination.CanSeek || destination.Length != 0)
        {
            throw new ArgumentException("A snapshot is written to an empty stream that can seek.", nameof(destination));
        }

        WriteContent(destination, new SnapshotHeader(kind, dimension, count, sections.Count, 0, 0), sections, progress, cancellation);
    }

    private static void WriteContent(
        Stream file, SnapshotHeader header, IReadOnlyList<SnapshotSection> sections, IProgress<long>? progress, CancellationToken cancellation)
    {
        byte[] table = new byte[sections.Count * SnapshotFormat.EntryLength];
        long end = SnapshotFormat.HeaderLength + table.Length;
        for (int i = 0; i < sections.Count; i++)
        {
            long start = SnapshotFormat.Align(end, sections[i].Length);
            file.Position = start;
            using ChecksumStream content = new(file, cancellation);
            sections[i].Write(content);
            if (content.Length != sections[i].Length)
            {
                throw new ArgumentException($"Section '{sections[i].Name}' wrote {content.Length} bytes, it declared {sections[i].Length}.", nameof(sections));
            }

            new SectionEntry(sections[i].Name, start, content.Length, content.Checksum)
                .Write(table.AsSpan(i * SnapshotFormat.EntryLength, SnapshotFormat.EntryLength));
            end = start + content.Length;
            progress?.Report(end);
        }

        // Trailing padding of an empty last section is part of the file too.
        file.SetLength(end);
        file.Position = 0;
        file.Write((header with { FileLength = end, TableChecksum = XxHash3.HashToUInt64(table) }).ToBytes());
        file.Write(table);
    }

    private static void RequireNames(string kind, IReadOnlyList<SnapshotSection> sections)
    {
        if (!SnapshotFormat.IsName(kind, SnapshotHeader.MaxKindLength))
        {
            throw new ArgumentException($"'{kind}' is no kind of snapshot: 1 to {SnapshotHeader.MaxKindLength} ASCII letters, digits, dots and hyphens.", nameof(kind));
        }

        if (sections.Count > SnapshotFormat.MaxSections)
        {
            throw new ArgumentException($"{sections.Count} sections; a snapshot has at most {SnapshotFormat.MaxSections}.", nameof(sections));
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (SnapshotSection section in sections)
        {
            if (!SnapshotFormat.IsName(section.Name, SnapshotSection.MaxNameLength) || !seen.Add(section.Name))
            {
                throw new ArgumentException(
                    $"'{section.Name}' is no name of a section, or is there twice: 1 to {SnapshotSection.MaxNameLength} ASCII letters, digits, dots and hyphens.",
                    nameof(sections));
            }
        }
    }
}
