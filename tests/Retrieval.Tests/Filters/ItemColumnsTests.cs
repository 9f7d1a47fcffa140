using FsCheck.Xunit;
using Tandem.Retrieval.Filters;

namespace Tandem.Retrieval.Tests.Filters;

public sealed class ItemColumnsTests
{
    private const int Categories = 60;

    [Property(MaxTest = 100)]
    public void Select_AnyCriteriaAndChanges_TakesWhatMeetsThem(int seed)
    {
        Random random = new(seed);
        List<SlotFacts> facts = [.. Enumerable.Range(0, random.Next(0, 2500)).Select(_ => Facts(random))];
        ItemColumns columns = ItemColumns.Build([.. facts]);
        for (int change = random.Next(0, 300); change > 0; change--)
        {
            int slot = random.Next(facts.Count + 1);
            SlotFacts next = Facts(random);
            columns = columns.With(slot, next);
            if (slot == facts.Count)
            {
                facts.Add(next);
            }
            else
            {
                facts[slot] = next;
            }
        }

        Assert.Equal(facts, Enumerable.Range(0, columns.Count).Select(slot => columns[slot]));
        for (int i = 0; i < 5; i++)
        {
            SlotCriteria criteria = Criteria(random, facts.Count);
            SlotBitmap selected = columns.Select(criteria);

            int[] expected = [.. Enumerable.Range(0, facts.Count).Where(slot => Meets(facts[slot], slot, criteria))];
            Assert.Equal(expected, Enumerable.Range(0, facts.Count).Where(selected.Contains));
            Assert.Equal(expected.Length, selected.Count);
        }
    }

    [Fact]
    public void Select_Nothing_TakesWhatIsAvailable()
    {
        ItemColumns columns = ItemColumns.Build([new(0, 1, true), new(0, 1, false), new(-1, double.NaN, true)]);

        Assert.Equal([0b101UL], columns.Select(new SlotCriteria()).Words.ToArray());
        Assert.Equal([0b111UL], columns.Select(new SlotCriteria { IncludeUnavailable = true }).Words.ToArray());
    }

    [Fact]
    public void Select_PriceRange_IsInclusiveAndNeedsAPrice()
    {
        ItemColumns columns = ItemColumns.Build([new(0, 5, true), new(0, 7, true), new(0, 7.000001, true), new(0, double.NaN, true)]);

        Assert.Equal([0b11UL], columns.Select(new SlotCriteria { MinPrice = 5, MaxPrice = 7 }).Words.ToArray());
        Assert.Equal([0b111UL], columns.Select(new SlotCriteria { MinPrice = 0 }).Words.ToArray());
    }

    [Fact]
    public void With_SlotBeyondTheLast_LeavesThoseBetweenUnknown()
    {
        ItemColumns columns = ItemColumns.Build([]).With(700, new SlotFacts(1, 2, true));

        Assert.Equal(701, columns.Count);
        Assert.Equal(SlotFacts.None, columns[300]);
        Assert.Equal(1, columns.Select(new SlotCriteria { Category = new CategoryRange(1, 1) }).Count);
    }

    [Fact]
    public void With_Change_LeavesTheFormerColumnsAsTheyWere()
    {
        ItemColumns before = ItemColumns.Build([new(1, 2, true)]);

        before.With(0, new SlotFacts(3, 4, false));

        Assert.Equal(new SlotFacts(1, 2, true), before[0]);
    }

    [Fact]
    public void With_LargeCatalogue_CopiesLittle()
    {
        ItemColumns columns = ItemColumns.Build(new SlotFacts[1_000_000]);
        columns = columns.With(1, new SlotFacts(5, 1, true));
        long before = GC.GetAllocatedBytesForCurrentThread();
        columns.With(500_000, new SlotFacts(1, 1, true));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 40_000);
    }

    private static SlotFacts Facts(Random random) => new(
        random.Next(5) == 0 ? CategoryNumbering.NoCategory : random.Next(Categories),
        random.Next(5) == 0 ? double.NaN : random.Next(-2, 40),
        random.Next(4) != 0);

    private static SlotCriteria Criteria(Random random, int slots)
    {
        int first = random.Next(Categories);
        return new SlotCriteria
        {
            Category = random.Next(2) == 0 ? null : new CategoryRange(first, first + random.Next(-1, random.Next(2) == 0 ? 2 : Categories)),
            MinPrice = random.Next(3) == 0 ? random.Next(40) : null,
            MaxPrice = random.Next(3) == 0 ? random.Next(40) : null,
            IncludeUnavailable = random.Next(3) == 0,
            Only = random.Next(4) == 0 ? [.. Enumerable.Range(0, 30).Select(_ => random.Next(-3, slots + 5))] : null,
            Except = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, 30).Select(_ => random.Next(-3, slots + 5))],
            Within = random.Next(4) == 0 ? Half(random, Math.Max(0, slots - random.Next(100))) : null,
        };
    }

    private static bool Meets(SlotFacts facts, int slot, SlotCriteria criteria) =>
        (facts.Available || criteria.IncludeUnavailable)
        && (criteria.Category is not { } range || (facts.Category >= range.First && facts.Category <= range.Last))
        && (criteria.MinPrice is not { } low || facts.Price >= low)
        && (criteria.MaxPrice is not { } high || facts.Price <= high)
        && (criteria.Only is null || criteria.Only.Contains(slot))
        && !criteria.Except.Contains(slot)
        && (criteria.Within is not { } within || within.Contains(slot));

    private static SlotBitmap Half(Random random, int slots)
    {
        SlotBitmap half = new(slots);
        foreach (int slot in Enumerable.Range(0, slots).Where(_ => random.Next(2) == 0))
        {
            half.Add(slot);
        }

        return half;
    }
}
