using System.Buffers.Binary;
using System.Globalization;

namespace Tandem.Ranking;

/// <summary>
/// Ids as the history stores them, each in the form that takes the least: a decimal number as the difference to the number before it,
/// a canonical UUID as bytes, any other text as UTF-8; of the latter two only what differs from the one before it. The header holds the
/// form in its low two bits and, above them, the length that is shared (characters, or bytes of a UUID).
/// </summary>
internal struct IdCodec
{
    private const int Text = 0;
    private const int Dashed = 1;
    private const int Plain = 2;
    private const int Number = 3;
    private const int FormBits = 2;
    private const int UuidBytes = 16;

    private string _text;
    private UInt128 _uuid;
    private ulong _number;

    public IdCodec() => _text = "";

    /// <summary>How <see cref="Write"/> is going to store this id, which comes next.</summary>
    public readonly int HeaderOf(string id) => FormOf(id, out Guid uuid, out _) switch
    {
        Text => (SharedPrefix(_text, id) << FormBits) | Text,
        Number => Number,
        var form => (SharedBytes(uuid) << FormBits) | form,
    };

    /// <summary>Writes what the header leaves open.</summary>
    public void Write(VarintWriter writer, string id)
    {
        switch (FormOf(id, out Guid uuid, out ulong number))
        {
            case Text:
                writer.Text(id.AsSpan(SharedPrefix(_text, id)));
                _text = id;
                break;
            case Number:
                writer.Signed(unchecked((long)(number - _number)));
                _number = number;
                break;
            default:
                Span<byte> bytes = stackalloc byte[UuidBytes];
                uuid.TryWriteBytes(bytes, bigEndian: true, out _);
                foreach (byte value in bytes[SharedBytes(uuid)..])
                {
                    writer.Byte(value);
                }

                _uuid = BinaryPrimitives.ReadUInt128BigEndian(bytes);
                break;
        }
    }

    public string Read(ref VarintReader reader, int header)
    {
        int shared = header >> FormBits;
        switch (header & ((1 << FormBits) - 1))
        {
            case Text:
                return _text = string.Concat(_text.AsSpan(0, shared), reader.Text());
            case Number:
                _number = unchecked(_number + (ulong)reader.Signed());
                return Format(_number);
            case var form:
                Span<byte> bytes = stackalloc byte[UuidBytes];
                BinaryPrimitives.WriteUInt128BigEndian(bytes, _uuid);
                for (int i = shared; i < UuidBytes; i++)
                {
                    bytes[i] = reader.Byte();
                }

                _uuid = BinaryPrimitives.ReadUInt128BigEndian(bytes);
                return Format(new Guid(bytes, bigEndian: true), form);
        }
    }

    /// <summary>A decimal number without a sign or leading zeros.</summary>
    public static bool IsNumber(string id, out ulong number) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && Format(number) == id;

    public static string Format(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Only what comes back as it was may be stored as a number or as bytes.</summary>
    private static int FormOf(string id, out Guid uuid, out ulong number)
    {
        uuid = default;
        if (IsNumber(id, out number))
        {
            return Number;
        }

        int form = id.Length == 36 ? Dashed : Plain;
        return id.Length is 32 or 36 && Guid.TryParse(id, out uuid) && Format(uuid, form) == id ? form : Text;
    }

    private static string Format(Guid uuid, int form) => uuid.ToString(form == Dashed ? "D" : "N", CultureInfo.InvariantCulture);

    private readonly int SharedBytes(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[UuidBytes];
        Span<byte> before = stackalloc byte[UuidBytes];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(before, _uuid);
        return bytes.CommonPrefixLength(before);
    }

    // A prefix never ends inside a surrogate pair: half a pair has no UTF-8 form.
    private static int SharedPrefix(string a, string b)
    {
        int shared = a.AsSpan().CommonPrefixLength(b);
        return shared > 0 && char.IsHighSurrogate(b[shared - 1]) ? shared - 1 : shared;
    }
}
