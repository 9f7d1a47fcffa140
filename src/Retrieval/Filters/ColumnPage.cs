using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Filters;

/// <summary>The facts of 512 neighbouring slots, column by column: the unit that a change copies, 6 KB. Immutable once published.</summary>
internal sealed class ColumnPage
{
    public const int Slots = 512;
    public const int Words = Slots / BitsPerWord;
    private const int BitsPerWord = 64;
    private readonly ulong[] _available;
    private readonly int[] _categories;
    private readonly double[] _prices;

    private ColumnPage(ulong[] available, int[] categories, double[] prices)
    {
        _available = available;
        _categories = categories;
        _prices = prices;
    }

    /// <summary>Slots of which nothing is known.</summary>
    public static ColumnPage Empty { get; } = Of([]);

    public SlotFacts this[int slot] =>
        new(_categories[slot], _prices[slot], (_available[slot / BitsPerWord] >> (slot % BitsPerWord) & 1) != 0);

    public static ColumnPage Of(ReadOnlySpan<SlotFacts> facts)
    {
        ColumnPage page = new(new ulong[Words], new int[Slots], new double[Slots]);
        for (int slot = 0; slot < Slots; slot++)
        {
            page.Set(slot, slot < facts.Length ? facts[slot] : SlotFacts.None);
        }

        return page;
    }

    public ColumnPage With(int slot, SlotFacts facts)
    {
        ColumnPage page = new((ulong[])_available.Clone(), (int[])_categories.Clone(), (double[])_prices.Clone());
        page.Set(slot, facts);
        return page;
    }

    /// <summary>Writes which slots pass.</summary>
    /// <param name="exists">Slots of this page that exist.</param>
    /// <param name="words">[<see cref="Words"/>] at least.</param>
    public void Select(SlotCriteria criteria, int exists, Span<ulong> words)
    {
        CategoryRange range = criteria.Category ?? CategoryRange.None;
        double low = criteria.MinPrice ?? double.NegativeInfinity;
        double high = criteria.MaxPrice ?? double.PositiveInfinity;
        for (int word = 0; word < Words; word++)
        {
            ulong passing = criteria.IncludeUnavailable ? Existing(exists - (word * BitsPerWord)) : _available[word];
            if (passing != 0 && criteria.Category is not null)
            {
                passing &= InRange(ref _categories[word * BitsPerWord], range);
            }

            if (passing != 0 && criteria.HasPrice)
            {
                passing &= Between(ref _prices[word * BitsPerWord], low, high);
            }

            words[word] = passing;
        }
    }

    private static ulong Existing(int count) => count <= 0 ? 0 : count >= BitsPerWord ? ulong.MaxValue : (1UL << count) - 1;

    // One unsigned comparison for both ends: what is below the first wraps around to above everything.
    private static ulong InRange(ref int categories, CategoryRange range)
    {
        if (range.IsEmpty)
        {
            return 0;
        }

        Vector512<uint> first = Vector512.Create((uint)range.First);
        Vector512<uint> width = Vector512.Create((uint)(range.Last - range.First));
        ulong passing = 0;
        for (int i = 0; i < BitsPerWord; i += Vector512<int>.Count)
        {
            Vector512<uint> numbers = Vector512.LoadUnsafe(ref categories, (nuint)i).AsUInt32();
            passing |= Vector512.LessThanOrEqual(numbers - first, width).ExtractMostSignificantBits() << i;
        }

        return passing;
    }

    // Comparisons with NaN, no price, are false.
    private static ulong Between(ref double prices, double low, double high)
    {
        ulong passing = 0;
        for (int i = 0; i < BitsPerWord; i += Vector512<double>.Count)
        {
            Vector512<double> price = Vector512.LoadUnsafe(ref prices, (nuint)i);
            Vector512<double> inside = Vector512.GreaterThanOrEqual(price, Vector512.Create(low)) & Vector512.LessThanOrEqual(price, Vector512.Create(high));
            passing |= inside.ExtractMostSignificantBits() << i;
        }

        return passing;
    }

    private void Set(int slot, SlotFacts facts)
    {
        ulong bit = 1UL << (slot % BitsPerWord);
        ref ulong word = ref _available[slot / BitsPerWord];
        word = facts.Available ? word | bit : word & ~bit;
        _categories[slot] = facts.Category;
        _prices[slot] = facts.Price;
    }
}
