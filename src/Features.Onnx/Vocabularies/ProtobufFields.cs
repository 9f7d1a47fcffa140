using System.Buffers.Binary;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>Fields of a message as Protocol Buffers encode them: the three kinds that a model needs.</summary>
internal static class ProtobufFields
{
    public static void Bytes(MemoryStream to, int field, ReadOnlySpan<byte> value)
    {
        Varint(to, (ulong)((field << 3) | 2));
        Varint(to, (ulong)value.Length);
        to.Write(value);
    }

    public static void Integer(MemoryStream to, int field, long value)
    {
        Varint(to, (ulong)(field << 3));
        Varint(to, (ulong)value);
    }

    public static void Float(MemoryStream to, int field, float value)
    {
        Varint(to, (ulong)((field << 3) | 5));
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}
