using System.Numerics;

namespace Tandem.Retrieval;

/// <summary>
/// Which slots a search may return: those allowed and not excluded. Both are bitmaps in the layout of <see cref="SlotBitmap"/>, bit
/// slot % 64 of word slot / 64. The default value lets every slot pass.
/// </summary>
/// <param name="allowed">Empty for all. Slots past its end are not allowed.</param>
/// <param name="excluded">Empty for none. Slots past its end are not excluded.</param>
public readonly ref struct SlotFilter(ReadOnlySpan<ulong> allowed, ReadOnlySpan<ulong> excluded = default)
{
    /// <summary>Empty for all.</summary>
    public ReadOnlySpan<ulong> Allowed { get; } = allowed;

    /// <summary>Empty for none.</summary>
    public ReadOnlySpan<ulong> Excluded { get; } = excluded;

    /// <summary>True when every slot passes.</summary>
    public bool IsEmpty => Allowed.IsEmpty && Excluded.IsEmpty;

    /// <summary>The slots 64 · <paramref name="word"/> and the 63 after it that pass.</summary>
    public ulong Word(int word) =>
        (Allowed.IsEmpty ? ulong.MaxValue : word < Allowed.Length ? Allowed[word] : 0)
        & (word < Excluded.Length ? ~Excluded[word] : ulong.MaxValue);

    /// <summary>The first word from <paramref name="word"/> on, below <paramref name="end"/>, that may have a slot that passes; or end.</summary>
    internal int FirstWord(int word, int end)
    {
        if (Allowed.IsEmpty || word >= end)
        {
            return word;
        }

        ReadOnlySpan<ulong> rest = Allowed[Math.Min(word, Allowed.Length)..Math.Min(end, Allowed.Length)];
        int skipped = rest.IndexOfAnyExcept(0UL);
        return skipped < 0 ? end : word + skipped;
    }

    /// <summary>How many of the slots 0 to <paramref name="count"/> - 1 pass.</summary>
    internal int CountPassing(int count)
    {
        if (IsEmpty)
        {
            return count;
        }

        int passing = 0;
        int words = count >> 6;
        for (int word = 0; word < words; word++)
        {
            passing += BitOperations.PopCount(Word(word));
        }

        return (count & 63) == 0 ? passing : passing + BitOperations.PopCount(Word(words) & (1UL << count) - 1);
    }

    /// <summary>Whether the slot passes.</summary>
    public bool Passes(int slot) => (Word(slot >> 6) >> slot & 1) != 0;
}
