using FsCheck.Xunit;
using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Tests.Live;

public sealed class SegmentedIndexTests
{
    [Property(MaxTest = 60)]
    public void Search_AfterAnyChangesAndMerges_EqualsOneIndexOverTheSameVectors(int seed)
    {
        Random random = new(seed);
        ChangingIndex changing = ChangingIndex.Start(random);
        for (int round = 0; round < 4; round++)
        {
            changing.Change(random, random.Next(1, 120));
            changing.AssertEqualsOneIndex(random);
            if (random.Next(2) == 0)
            {
                changing.Compact(random, random.Next(2) == 0 ? CompactionScope.Newest : CompactionScope.Everything);
                changing.AssertEqualsOneIndex(random);
            }
        }
    }

    // Few distinct vectors: nearly every score is equal to others, also across layers and at the end of the answer.
    [Fact]
    public void Search_EqualScoresAcrossLayers_AscendBySlot()
    {
        SegmentedIndex index = SegmentedIndex.Over(ExactIndex.Build([.. Enumerable.Repeat(1f, 20)], 2), [.. Enumerable.Range(0, 10).Select(row => 3 * row)]);
        foreach (int slot in (int[])[29, 4, 1, 28, 7, 2])
        {
            index = index.With(slot, [1, 1]);
        }

        Assert.Equal([0, 1, 2, 3, 4], index.Search([1, 1], 5).Select(item => item.Slot));
        Assert.Equal([0, 1, 2, 3, 4, 6, 7, 9, 12, 15, 18, 21, 24, 27, 28, 29], index.Search([1, 1], 50).Select(item => item.Slot));
    }

    [Fact]
    public void With_ReplacedSlot_HidesTheOlderVector()
    {
        SegmentedIndex index = SegmentedIndex.Over(ExactIndex.Build([1, 2, 3], 1)).With(2, [0.5f]);

        Assert.Equal([new ScoredItem(1, 2), new ScoredItem(0, 1), new ScoredItem(2, 0.5f)], index.Search([1f], 5));
        Assert.Equal(3, index.Alive);
    }

    [Fact]
    public void With_Change_LeavesTheFormerIndexAsItWas()
    {
        SegmentedIndex before = SegmentedIndex.Over(ExactIndex.Build([1, 2, 3], 1)).With(5, [9]);
        SegmentedIndex one = before.With(6, [10]);
        SegmentedIndex other = before.With(6, [11]).Without(0);

        Assert.Equal(new ScoredItem(5, 9), before.Search([1f], 1)[0]);
        Assert.Equal(new ScoredItem(6, 10), one.Search([1f], 1)[0]);
        Assert.Equal(new ScoredItem(6, 11), other.Search([1f], 1)[0]);
        Assert.True(one.Contains(0));
        Assert.False(other.Contains(0));
    }

    [Fact]
    public void Without_ThenWith_BringsTheSlotBack()
    {
        SegmentedIndex index = SegmentedIndex.Empty(1).With(7, [1]);
        for (int i = 0; i < 10; i++)
        {
            index = index.Without(7).With(7, [i]);
        }

        Assert.Equal(new ScoredItem(7, 9), Assert.Single(index.Search([1f], 5)));
        Assert.Equal(1, index.Alive);
    }

    [Fact]
    public void Sealed_BelowTheCapacity_IsTheSameIndex()
    {
        SegmentedIndex index = SegmentedIndex.Empty(1).With(3, [1]).With(4, [2]);

        Assert.Same(index, index.Sealed(3));
        Assert.Equal((0, 1, 2), (index.Sealed(2).DeltaRows, index.Sealed(2).LayerCount, index.Sealed(2).Alive));
    }

    [Fact]
    public void Without_SlotThatHoldsNothing_ChangesNothing()
    {
        SegmentedIndex index = SegmentedIndex.Empty(1).With(3, [1]);

        Assert.Same(index, index.Without(2));
    }

    [Fact]
    public void Version_EveryChange_CountsOne() =>
        Assert.Equal(3, SegmentedIndex.Empty(1).With(3, [1]).With(3, [2]).Without(3).Version);

    [Fact]
    public void CopyVector_SlotThatHoldsNothing_Throws()
    {
        SegmentedIndex index = SegmentedIndex.Empty(1).With(3, [1]).Without(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => index.CopyVector(3, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Score([1], [0], new float[1]));
    }

    [Theory]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 0, 2, 1 })]
    [InlineData(new[] { -1, 0, 1 })]
    [InlineData(new[] { 0, 1, 1 })]
    public void Over_SlotsThatDoNotFit_AreRefused(int[] slots) =>
        Assert.Throws<ArgumentException>(() => SegmentedIndex.Over(ExactIndex.Build([1, 2, 3], 1), slots));

    [Fact]
    public void With_LargeIndex_CopiesLittle()
    {
        SegmentedIndex index = SegmentedIndex.Over(ExactIndex.Build(new float[100_000 * 16], 16));
        index = index.With(5, new float[16]).With(200_000, new float[16]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        index.With(50_000, new float[16]).Without(3);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 20_000);
    }
}
