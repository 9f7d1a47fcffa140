using System.Text;

namespace Tandem.Ranking;

/// <summary>Reads what <see cref="VarintWriter"/> wrote; reading past the end throws <see cref="IndexOutOfRangeException"/> or <see cref="ArgumentException"/>.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    public byte Byte() => _bytes[_position++];

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new OverflowException("A number is longer than 64 bits.");
    }

    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count, an index or a length: no more than the bytes that are there could hold.</summary>
    public int Count()
    {
        ulong value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw new OverflowException("A count is longer than 31 bits.");
    }

    /// <summary>How many of something follow, of which each takes a byte or more.</summary>
    public int Length()
    {
        int count = Count();
        return count <= _bytes.Length - _position ? count : throw new OverflowException("More of something than there are bytes.");
    }

    public string Text()
    {
        int length = Count();
        string text = Encoding.UTF8.GetString(_bytes.Slice(_position, length));
        _position += length;
        return text;
    }

    public string[] Strings()
    {
        string[] values = new string[Length()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Text();
        }

        return values;
    }
}
