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

        // Without excluded slots, or allowed ones, in the first part, a word is a word of the bitmap: no bound has to be looked at.
        int whole = count >> 6;
        int both = Excluded.IsEmpty ? Math.Min(whole, Allowed.Length) : 0;
        int passing = Ones(Allowed[..both]);
        for (int word = both; word < whole && (word < Allowed.Length || Allowed.IsEmpty); word++)
        {
            passing += BitOperations.PopCount(Word(word));
        }

        return (count & 63) == 0 ? passing : passing + BitOperations.PopCount(Word(whole) & (1UL << count) - 1);
    }

    /// <summary>Writes what passes of the slots below 64 · <paramref name="words"/>.Length.</summary>
    internal void CopyTo(Span<ulong> words)
    {
        if (Allowed.IsEmpty)
        {
            words.Fill(ulong.MaxValue);
        }
        else
        {
            int there = Math.Min(words.Length, Allowed.Length);
            Allowed[..there].CopyTo(words);
            words[there..].Clear();
        }

        ReadOnlySpan<ulong> excluded = Excluded[..Math.Min(words.Length, Excluded.Length)];
        for (int word = 0; word < excluded.Length; word++)
        {
            words[word] &= ~excluded[word];
        }
    }

    /// <summary>Whether the slot passes.</summary>
    public bool Passes(int slot) => (Word(slot >> 6) >> slot & 1) != 0;

    private static int Ones(ReadOnlySpan<ulong> words)
    {
        int ones = 0;
        foreach (ulong word in words)
        {
            ones += BitOperations.PopCount(word);
        }

        return ones;
    }
}
