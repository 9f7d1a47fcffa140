using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tandem.Domain;

namespace Tandem.Features.Fused;

/// <summary>
/// The first 128 bytes of a fused matrix on disk, little-endian: magic <c>TNDMFUSE</c>, format version (int32), byte-order
/// mark 0x01020304 (int32), dimension (int32), bytes of a value (int32, 2), rows (int64), schema hash (32 ASCII characters),
/// SHA-256 of the content (32 bytes), the first 24 bytes of the SHA-256 of the ids file. See <see cref="FusedChecksum"/>.
/// </summary>
internal readonly record struct FusedHeader(long Rows, int Dimension, string SchemaHash, byte[] Content, byte[] Ids)
{
    public const int Length = 128;
    public const int FormatVersion = 1;
    public const int IdsHashBytes = 24;

    private const int ByteOrderMark = 0x01020304;
    private const int HashCharacters = 32;
    private const int SchemaAt = 32;
    private const int ContentAt = SchemaAt + HashCharacters;
    private const int IdsAt = ContentAt + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "TNDMFUSE"u8;

    /// <summary>Bytes of a row of half floats.</summary>
    public int RowBytes => Dimension * sizeof(ushort);

    public long FileLength => Length + (Rows * RowBytes);

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), ByteOrderMark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), sizeof(ushort));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Rows);
        Encoding.ASCII.GetBytes(SchemaHash, bytes.AsSpan(SchemaAt, HashCharacters));
        Content.CopyTo(bytes, ContentAt);
        Ids.AsSpan(0, IdsHashBytes).CopyTo(bytes.AsSpan(IdsAt));
        return bytes;
    }

    /// <exception cref="TandemException">These bytes begin no fused matrix that this program reads, or one of another length.</exception>
    public static FusedHeader Parse(string file, ReadOnlySpan<byte> bytes, long fileLength)
    {
        if (bytes.Length < Length || !bytes[..8].SequenceEqual(Magic))
        {
            throw new TandemException($"{file} is no fused matrix: it does not begin with 'TNDMFUSE'. Build it with `tandem features build`.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int mark = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        if (version != FormatVersion || mark != ByteOrderMark || width != sizeof(ushort))
        {
            throw new TandemException(
                $"{file} has format version {version}, byte order {mark:X8} and {width} bytes a value; this program reads version {FormatVersion}, {ByteOrderMark:X8} and {sizeof(ushort)}. Build it again with `tandem features build`.");
        }

        FusedHeader header = new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            Encoding.ASCII.GetString(bytes.Slice(SchemaAt, HashCharacters)),
            bytes.Slice(ContentAt, SHA256.HashSizeInBytes).ToArray(),
            bytes.Slice(IdsAt, IdsHashBytes).ToArray());
        bool sane = header.Rows >= 0 && header.Dimension is >= 0 and < 1 << 20 && header.Rows <= (long.MaxValue >> 22);
        return sane && header.FileLength == fileLength
            ? header
            : throw new TandemException(
                $"{file} has {fileLength} bytes; its header announces {header.Rows} rows of {header.Dimension} half floats. It is cut off or damaged; build it again with `tandem features build`.");
    }
}
