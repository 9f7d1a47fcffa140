using System.Collections.Immutable;
using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Filters;

/// <summary>
/// What filters know of every slot, kept in columns beside the vectors. Immutable and thread-safe; a change copies 6 KB and a table of
/// pages, and shares the rest.
/// </summary>
public sealed partial class ItemColumns
{
    private readonly ImmutableArray<ColumnPage> _pages;
    private readonly CategoryPostings _postings;

    /// <summary>Slots whose category the postings do not know.</summary>
    private readonly AppendLog<int> _moved;

    private ItemColumns(ImmutableArray<ColumnPage> pages, int count, CategoryPostings postings, AppendLog<int> moved)
    {
        _pages = pages;
        _postings = postings;
        _moved = moved;
        Count = count;
    }

    /// <summary>Slots.</summary>
    public int Count { get; }

    /// <summary>Of slot <paramref name="slot"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public SlotFacts this[int slot]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(slot);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
            return Facts(slot);
        }
    }

    /// <param name="facts">[slots]</param>
    public static ItemColumns Build(ReadOnlySpan<SlotFacts> facts)
    {
        ImmutableArray<ColumnPage>.Builder pages = ImmutableArray.CreateBuilder<ColumnPage>();
        for (int start = 0; start < facts.Length; start += ColumnPage.Slots)
        {
            pages.Add(ColumnPage.Of(facts[start..Math.Min(facts.Length, start + ColumnPage.Slots)]));
        }

        return new ItemColumns(pages.ToImmutable(), facts.Length, new CategoryPostings(facts), AppendLog<int>.Empty);
    }

    /// <summary>With other facts of a slot, which may be a new one; slots between the last and a new one have no facts.</summary>
    public ItemColumns With(int slot, SlotFacts facts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        int page = slot / ColumnPage.Slots;
        ImmutableArray<ColumnPage> pages = _pages;
        if (page >= pages.Length)
        {
            pages = pages.AddRange(Enumerable.Repeat(ColumnPage.Empty, page + 1 - pages.Length));
        }

        bool moves = pages[page][slot % ColumnPage.Slots].Category != facts.Category;
        pages = pages.SetItem(page, pages[page].With(slot % ColumnPage.Slots, facts));
        int count = Math.Max(Count, slot + 1);
        AppendLog<int> moved = moves ? _moved.Append(slot) : _moved;

        // Postings that so many slots have left are of no use any more; new ones cost little for each of those that left.
        return (long)moved.Count * ScannedPerLookup < count || !moves
            ? new ItemColumns(pages, count, _postings, moved)
            : new ItemColumns(pages, count, new CategoryPostings(AllFacts(pages, count)), AppendLog<int>.Empty);
    }

    private static SlotFacts[] AllFacts(ImmutableArray<ColumnPage> pages, int count)
    {
        SlotFacts[] facts = new SlotFacts[count];
        for (int slot = 0; slot < count; slot++)
        {
            facts[slot] = pages[slot / ColumnPage.Slots][slot % ColumnPage.Slots];
        }

        return facts;
    }

    private SlotFacts Facts(int slot) => _pages[slot / ColumnPage.Slots][slot % ColumnPage.Slots];
}
