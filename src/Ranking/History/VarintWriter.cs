using System.Buffers.Binary;
using System.Text;

namespace Tandem.Ranking;

/// <summary>Writes LEB128 varints and length-prefixed UTF-8.</summary>
internal sealed class VarintWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Text(ReadOnlySpan<char> text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        Unsigned((ulong)bytes);
        Reserve(bytes);
        Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        _length += bytes;
    }

    public void Strings(string[] values)
    {
        Unsigned((ulong)values.Length);
        foreach (string value in values)
        {
            Text(value);
        }
    }

    public byte[] ToArrayWithChecksum()
    {
        byte[] result = new byte[_length + sizeof(uint)];
        _buffer.AsSpan(0, _length).CopyTo(result);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(_length), Checksum(result.AsSpan(0, _length)));
        return result;
    }

    /// <summary>FNV-1a, 32 bits (Fowler, Noll, Vo).</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));
        }
    }
}
