using System.Buffers.Binary;
using System.Text;

namespace Tandem.Retrieval.Snapshots;

/// <summary>A line of the section table.</summary>
/// <param name="Offset">From the beginning of the file, in bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Checksum">XXH3 of the section's bytes.</param>
internal readonly record struct SectionEntry(string Name, long Offset, long Length, ulong Checksum)
{
    private const int OffsetAt = SnapshotSection.MaxNameLength;
    private const int LengthAt = OffsetAt + sizeof(long);
    private const int ChecksumAt = LengthAt + sizeof(long);

    public void Write(Span<byte> entry)
    {
        entry[..SnapshotFormat.EntryLength].Clear();
        Encoding.ASCII.GetBytes(Name, entry);
        BinaryPrimitives.WriteInt64LittleEndian(entry[OffsetAt..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(entry[LengthAt..], Length);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[ChecksumAt..], Checksum);
    }

    public static SectionEntry Read(ReadOnlySpan<byte> entry) => new(
        SnapshotHeader.ReadName(entry[..SnapshotSection.MaxNameLength]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[OffsetAt..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[LengthAt..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[ChecksumAt..]));
}
