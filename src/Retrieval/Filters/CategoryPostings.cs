namespace Tandem.Retrieval.Filters;

/// <summary>
/// The slots in the order of their categories, as of one moment: those of a category and all below it lie together. Where a slot has
/// another category since, it must be asked; so whoever reads them looks at the facts again. Immutable and thread-safe.
/// </summary>
internal sealed class CategoryPostings
{
    private readonly int[] _numbers;
    private readonly int[] _slots;

    public CategoryPostings(ReadOnlySpan<SlotFacts> facts)
    {
        _numbers = new int[facts.Length];
        _slots = new int[facts.Length];
        for (int slot = 0; slot < facts.Length; slot++)
        {
            _numbers[slot] = facts[slot].Category;
            _slots[slot] = slot;
        }

        Array.Sort(_numbers, _slots);
    }

    public ReadOnlySpan<int> SlotsOf(CategoryRange range)
    {
        int start = FirstAtLeast(range.First);
        return range.IsEmpty ? [] : _slots.AsSpan(start, FirstAtLeast(range.Last + 1) - start);
    }

    private int FirstAtLeast(int number)
    {
        (int low, int high) = (0, _numbers.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _numbers[middle] < number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
