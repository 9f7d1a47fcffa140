using System.Numerics;

namespace Tandem.Ranking.Partitions;

/// <summary>
/// Sets of slots on their way to another silo, in the smallest of three forms: the slots that are in, those that are out, or one bit for
/// each. Most queries hide a few items or look into one category, so most sets are short lists.
/// </summary>
internal static class SlotSetCodec
{
    private const byte Bitmap = 0;
    private const byte Inside = 1;
    private const byte Outside = 2;

    /// <param name="words">Bitmap over the slots 0 to count - 1; no bit beyond is set.</param>
    public static void Write(BinaryWriter writer, ReadOnlySpan<ulong> words, int count)
    {
        int inside = 0;
        foreach (ulong word in words)
        {
            inside += BitOperations.PopCount(word);
        }

        int listed = Math.Min(inside, count - inside);
        if ((long)listed * sizeof(int) >= (long)words.Length * sizeof(ulong))
        {
            writer.Write(Bitmap);
            foreach (ulong word in words)
            {
                writer.Write(word);
            }

            return;
        }

        bool invert = inside > count - inside;
        writer.Write(invert ? Outside : Inside);
        writer.Write(listed);
        for (int i = 0; i < words.Length; i++)
        {
            ulong rest = invert ? ~words[i] & Valid(i, count) : words[i];
            for (; rest != 0; rest &= rest - 1)
            {
                writer.Write((i << 6) + BitOperations.TrailingZeroCount(rest));
            }
        }
    }

    /// <summary>[(count + 63) / 64]</summary>
    /// <exception cref="InvalidDataException">What was read is no set of slots below <paramref name="count"/>.</exception>
    public static ulong[] Read(BinaryReader reader, int count)
    {
        ulong[] words = new ulong[(count + 63) >> 6];
        byte form = reader.ReadByte();
        if (form == Bitmap)
        {
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = reader.ReadUInt64();
            }

            return words;
        }

        if (form is not (Inside or Outside))
        {
            throw new InvalidDataException($"A set of slots has the unknown form {form}.");
        }

        for (int i = 0; form == Outside && i < words.Length; i++)
        {
            words[i] = Valid(i, count);
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int slot = reader.ReadInt32();
            if ((uint)slot >= (uint)count)
            {
                throw new InvalidDataException($"A set of slots below {count} has {slot}.");
            }

            words[slot >> 6] ^= 1UL << (slot & 63);
        }

        return words;
    }

    private static ulong Valid(int word, int count) =>
        count - (word << 6) >= 64 ? ulong.MaxValue : (1UL << (count & 63)) - 1;
}
