using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Tandem.Retrieval.Snapshots;

/// <summary>The first <see cref="SnapshotFormat.HeaderLength"/> bytes of a snapshot.</summary>
/// <param name="Kind">What the sections are: the reader that understands them.</param>
/// <param name="TableChecksum">XXH3 of the section table.</param>
internal readonly record struct SnapshotHeader(string Kind, int Dimension, int Count, int Sections, long FileLength, ulong TableChecksum)
{
    public const int MaxKindLength = 16;

    // magic 8 | order mark 4 | version 4 | file length 8 | dimension 4 | count 4 | sections 4 | zero 4 | table checksum 8 | kind 16 | zeros | checksum 8
    private const int MarkAt = 8;
    private const int VersionAt = 12;
    private const int FileLengthAt = 16;
    private const int DimensionAt = 24;
    private const int CountAt = 28;
    private const int SectionsAt = 32;
    private const int TableChecksumAt = 40;
    private const int KindAt = 48;
    private const int ChecksumAt = SnapshotFormat.HeaderLength - sizeof(ulong);

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[SnapshotFormat.HeaderLength];
        SnapshotFormat.Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(MarkAt), SnapshotFormat.OrderMark);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), SnapshotFormat.Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(FileLengthAt), FileLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(DimensionAt), Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(CountAt), Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SectionsAt), Sections);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(TableChecksumAt), TableChecksum);
        Encoding.ASCII.GetBytes(Kind, bytes.AsSpan(KindAt, MaxKindLength));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(ChecksumAt), XxHash3.HashToUInt64(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }

    /// <summary>Reads the header; what is wrong with it in <paramref name="reason"/> where the result is false.</summary>
    /// <param name="file">The beginning of the file.</param>
    /// <param name="actualLength">Length of the file in bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, long actualLength, out SnapshotHeader header, out string reason)
    {
        header = default;
        if (file.Length < SnapshotFormat.Magic.Length || !file.StartsWith(SnapshotFormat.Magic))
        {
            reason = "it does not begin with the mark of a snapshot; it is a file of another kind.";
            return false;
        }

        if (file.Length < SnapshotFormat.HeaderLength)
        {
            reason = $"it ends within the header, after {file.Length} of {SnapshotFormat.HeaderLength} bytes; it is truncated.";
            return false;
        }

        uint mark = BinaryPrimitives.ReadUInt32LittleEndian(file[MarkAt..]);
        if (mark != SnapshotFormat.OrderMark)
        {
            reason = mark == SnapshotFormat.OtherOrderMark
                ? "it was written in big-endian byte order, this program reads little-endian; build it anew on this machine."
                : $"its byte order mark is {mark:X8}, expected {SnapshotFormat.OrderMark:X8}; it is damaged.";
            return false;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[VersionAt..]);
        ulong expected = BinaryPrimitives.ReadUInt64LittleEndian(file[ChecksumAt..]);
        ulong actual = XxHash3.HashToUInt64(file[..ChecksumAt]);

        // Another version may have another header: its checksum says nothing then.
        if (version != SnapshotFormat.Version)
        {
            reason = $"it has format version {version}, this program reads version {SnapshotFormat.Version}; build it anew.";
            return false;
        }

        if (expected != actual)
        {
            reason = $"the checksum of its header is {actual:X16}, expected {expected:X16}; it is damaged.";
            return false;
        }

        header = new SnapshotHeader(
            ReadName(file.Slice(KindAt, MaxKindLength)),
            BinaryPrimitives.ReadInt32LittleEndian(file[DimensionAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[CountAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[SectionsAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[FileLengthAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(file[TableChecksumAt..]));
        reason = header.Fault(actualLength) ?? "";
        return reason.Length == 0;
    }

    /// <summary>ASCII up to the first zero.</summary>
    public static string ReadName(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private string? Fault(long actualLength)
    {
        if (actualLength != FileLength)
        {
            return $"it has {actualLength} bytes, its header says {FileLength}; it is {(actualLength < FileLength ? "truncated" : "longer than it was written")}.";
        }

        if (Dimension is < 1 or > SnapshotFormat.MaxDimension || Count < 0 || Sections is < 0 or > SnapshotFormat.MaxSections
            || !SnapshotFormat.IsName(Kind, MaxKindLength))
        {
            return $"its header says dimension {Dimension}, {Count} vectors, {Sections} sections, kind '{Kind}', which no snapshot has.";
        }

        return null;
    }
}
