namespace Tandem.Retrieval.Snapshots;

/// <summary>
/// The layout of a snapshot file, all numbers little-endian: a header of <see cref="HeaderLength"/> bytes, a table of
/// <see cref="EntryLength"/> bytes a section, then the sections in the table's order, zeros between them.
/// </summary>
internal static class SnapshotFormat
{
    public const uint Version = 1;

    public const int HeaderLength = 128;

    public const int EntryLength = 64;

    /// <summary>Far more than any segment has; a greater number is a damaged header, not a reason to allocate.</summary>
    public const int MaxSections = 256;

    public const int MaxDimension = 1 << 16;

    /// <summary>Sections begin at multiples of a cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Sections of at least this size begin at multiples of it, so that huge pages can hold them.</summary>
    public const int LargeAlignment = 2 << 20;

    /// <summary>Reads as <see cref="OtherOrderMark"/> when the file was written in the other byte order.</summary>
    public const uint OrderMark = 0x0A0B0C0D;

    public const uint OtherOrderMark = 0x0D0C0B0A;

    /// <summary>As PNG's: a byte above 127, a name, both line ends and an end-of-file, so that text conversions show.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'T', (byte)'V', (byte)'S', 0x0D, 0x0A, 0x1A, 0x0A];

    public static long Align(long offset, long length)
    {
        long alignment = length >= LargeAlignment ? LargeAlignment : Alignment;
        return (offset + alignment - 1) / alignment * alignment;
    }

    /// <summary>What names and kinds may consist of.</summary>
    public static bool IsName(ReadOnlySpan<char> name, int maxLength)
    {
        if (name.Length < 1 || name.Length > maxLength)
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
