using Tandem.Features.Numerics;

namespace Tandem.Features.Text;

/// <summary>
/// Cuts a text into words (runs of letters and digits, folded) and hashes into buckets (Weinberger et al., "Feature
/// hashing", 2009) the stem of each word, each pair of stems that follow one another, and the character 3- to 5-grams of
/// each word with its boundaries marked. Stop words give nothing and part no pair, see <see cref="WordStems"/>. The hash is
/// FNV-1a with a final mix: stable over processes and machines.
/// </summary>
internal static class TextTokens
{
    private const int ShortestGram = 3;
    private const int LongestGram = 5;
    private const char Boundary = ' ';
    private const uint WordSeed = 2166136261;
    private const uint GramSeed = WordSeed ^ 0x9E3779B9;
    private const uint PairSeed = WordSeed ^ 0x7F4A7C15;

    /// <summary>The most tokens that a text of this many characters can give.</summary>
    public static int Capacity(int characters) => (LongestGram - ShortestGram + 2) * (characters + 2) * 2;

    /// <summary>
    /// Writes the bucket of every token, in order of appearance, and returns how many there are.
    /// </summary>
    /// <param name="text">In form KC (<see cref="CompatibilityForm.Of"/>), else one letter may be several characters; its case does not matter.</param>
    /// <param name="buckets">A power of two.</param>
    /// <param name="destination">Has room for <see cref="Capacity"/> of them.</param>
    public static int Hash(ReadOnlySpan<char> text, int buckets, Span<int> destination)
    {
        Span<char> word = stackalloc char[128];
        int mask = buckets - 1;
        int count = 0;
        int length = 1;
        uint? previous = null;
        word[0] = Boundary;
        for (int i = 0; i <= text.Length; i++)
        {
            bool inside = i < text.Length && char.IsLetterOrDigit(text[i]) && length < word.Length - 1;
            if (inside)
            {
                word[length++] = TextNormaliser.Fold(text[i]);
            }
            else if (length > 1)
            {
                word[length++] = Boundary;
                count += HashWord(word[..length], mask, ref previous, destination[count..]);
                length = 1;

                // A word longer than the buffer goes on as the next one.
                if (i < text.Length && char.IsLetterOrDigit(text[i]))
                {
                    word[length++] = TextNormaliser.Fold(text[i]);
                }
            }
        }

        return count;
    }

    /// <param name="previous">Hash of the stem before, and then of this one; unchanged by a stop word.</param>
    private static int HashWord(ReadOnlySpan<char> marked, int mask, ref uint? previous, Span<int> destination)
    {
        ReadOnlySpan<char> stem = WordStems.Of(marked[1..^1]);
        if (stem.IsEmpty)
        {
            return 0;
        }

        int count = 0;
        if (previous is { } before)
        {
            destination[count++] = (int)StableHash.Of(stem, before ^ PairSeed) & mask;
        }

        uint hash = StableHash.Of(stem, WordSeed);
        previous = hash;
        destination[count++] = (int)hash & mask;
        for (int size = ShortestGram; size <= LongestGram; size++)
        {
            for (int start = 0; start <= marked.Length - size; start++)
            {
                destination[count++] = (int)StableHash.Of(marked.Slice(start, size), GramSeed) & mask;
            }
        }

        return count;
    }
}
