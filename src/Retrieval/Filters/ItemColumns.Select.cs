namespace Tandem.Retrieval.Filters;

/// <summary>From criteria to slots.</summary>
public sealed partial class ItemColumns
{
    // Looking a slot up costs about as much as passing by this many in a column.
    private const int ScannedPerLookup = 16;

    /// <summary>The slots that meet criteria: looked up one by one where few can, by a pass over the columns where many may.</summary>
    public SlotBitmap Select(SlotCriteria criteria)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        SlotBitmap selected = new(Count);
        if (criteria.Only is { } only)
        {
            foreach (int slot in only)
            {
                AddIfPassing(selected, criteria, slot);
            }
        }
        else if (criteria.Category is { } range && FewIn(range, out ReadOnlySpan<int> slots))
        {
            foreach (int slot in slots)
            {
                AddIfPassing(selected, criteria, slot);
            }

            foreach (int slot in _moved.Items)
            {
                AddIfPassing(selected, criteria, slot);
            }
        }
        else
        {
            Scan(selected, criteria);
        }

        foreach (int slot in criteria.Except)
        {
            if (slot >= 0 && slot < Count)
            {
                selected.Remove(slot);
            }
        }

        if (criteria.Within is { } within)
        {
            selected.IntersectWith(within);
        }

        return selected;
    }

    private bool FewIn(CategoryRange range, out ReadOnlySpan<int> slots)
    {
        slots = _postings.SlotsOf(range);
        return ((long)slots.Length + _moved.Count) * ScannedPerLookup < Count;
    }

    private void AddIfPassing(SlotBitmap selected, SlotCriteria criteria, int slot)
    {
        if (slot >= 0 && slot < Count && criteria.Pass(Facts(slot)))
        {
            selected.Add(slot);
        }
    }

    private void Scan(SlotBitmap selected, SlotCriteria criteria)
    {
        Span<ulong> page = stackalloc ulong[ColumnPage.Words];
        Span<ulong> words = selected.MutableWords;
        for (int i = 0; i < _pages.Length; i++)
        {
            _pages[i].Select(criteria, Count - (i * ColumnPage.Slots), page);
            Span<ulong> place = words[(i * ColumnPage.Words)..];
            page[..Math.Min(page.Length, place.Length)].CopyTo(place);
        }
    }
}
