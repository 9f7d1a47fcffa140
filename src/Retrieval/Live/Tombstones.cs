using System.Numerics;

namespace Tandem.Retrieval.Live;

/// <summary>
/// The rows of a layer that are no longer valid, as a persistent bitmap: adding one copies a page of 512 bytes and the page table. Immutable
/// and thread-safe.
/// </summary>
internal sealed class Tombstones
{
    private const int BitsPerWord = 64;
    private const int WordsPerPage = 64;
    private const int RowsPerPage = WordsPerPage * BitsPerWord;
    private readonly ulong[]?[] _pages;

    private Tombstones(ulong[]?[] pages, int count)
    {
        _pages = pages;
        Count = count;
    }

    public static Tombstones None { get; } = new([], 0);

    /// <summary>How many rows are marked.</summary>
    public int Count { get; }

    public bool Contains(int row)
    {
        int page = row / RowsPerPage;
        return page < _pages.Length && _pages[page] is { } words && (words[row % RowsPerPage / BitsPerWord] >> (row % BitsPerWord) & 1) != 0;
    }

    /// <summary>With a row more; the same object when it is marked already.</summary>
    public Tombstones With(int row)
    {
        if (Contains(row))
        {
            return this;
        }

        int page = row / RowsPerPage;
        ulong[]?[] pages = new ulong[]?[Math.Max(_pages.Length, page + 1)];
        _pages.CopyTo(pages, 0);
        ulong[] words = pages[page] is { } before ? (ulong[])before.Clone() : new ulong[WordsPerPage];
        words[row % RowsPerPage / BitsPerWord] |= 1UL << (row % BitsPerWord);
        pages[page] = words;
        return new Tombstones(pages, Count + 1);
    }

    /// <summary>Marks the rows in a bitmap (bit row % 64 of word row / 64) besides those that it has.</summary>
    public void AddTo(Span<ulong> bitmap)
    {
        for (int page = 0; page < _pages.Length; page++)
        {
            int first = page * WordsPerPage;
            if (_pages[page] is not { } words || first >= bitmap.Length)
            {
                continue;
            }

            Span<ulong> there = bitmap[first..];
            for (int i = 0; i < Math.Min(words.Length, there.Length); i++)
            {
                there[i] |= words[i];
            }
        }
    }

    /// <summary>All marks at once.</summary>
    public static Tombstones Of(ReadOnlySpan<ulong> bitmap)
    {
        int count = 0;
        ulong[]?[] pages = new ulong[]?[(bitmap.Length + WordsPerPage - 1) / WordsPerPage];
        for (int word = 0; word < bitmap.Length; word++)
        {
            if (bitmap[word] != 0)
            {
                count += BitOperations.PopCount(bitmap[word]);
                (pages[word / WordsPerPage] ??= new ulong[WordsPerPage])[word % WordsPerPage] = bitmap[word];
            }
        }

        return new Tombstones(pages, count);
    }
}
