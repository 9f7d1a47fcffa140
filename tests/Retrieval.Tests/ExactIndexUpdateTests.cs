namespace Tandem.Retrieval.Tests;

public sealed class ExactIndexUpdateTests
{
    [Fact]
    public void Build_NonFiniteValue_NamesTheRow()
    {
        float[] vectors = new float[100];
        vectors[57] = float.NaN;
        Assert.Contains(
            "Row 5", Assert.Throws<ArgumentException>(() => ExactIndex.Build(vectors, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_LengthNoMultiple_Throws() => Assert.Throws<ArgumentException>(() => ExactIndex.Build(new float[11], 10));

    [Fact]
    public void Build_Input_IsCopied()
    {
        float[] vectors = [1, 2];
        ExactIndex index = ExactIndex.Build(vectors, 1);
        vectors[0] = 100;
        Assert.Equal(1, index.Vector(0)[0]);
    }

    [Fact]
    public void With_ExistingSlot_LeavesTheOldIndexAlone()
    {
        ExactIndex before = ExactIndex.Build([1, 2, 3], 1);
        ExactIndex after = before.With(1, [9]);
        Assert.Equal(2, before.Vector(1)[0]);
        Assert.Equal(9, after.Vector(1)[0]);
        Assert.Equal(3, after.Count);
    }

    [Fact]
    public void With_RemovedSlot_BringsItBack()
    {
        ExactIndex index = ExactIndex.Build([1, 2, 3], 1).Without(2).With(2, [7]);
        Assert.True(index.Contains(2));
        Assert.Equal(new ScoredItem(2, 7), index.Search([1], 1)[0]);
    }

    // 64 slots a chunk, 128 chunks a page: 8,192 slots a page.
    [Fact]
    public void With_AppendsAcrossPages_KeepsEveryVector()
    {
        const int Count = 8192 + 200;
        ExactIndex index = ExactIndex.Build([], 2);
        for (int slot = 0; slot < Count; slot++)
        {
            index = index.With(slot, [slot, -slot]);
        }

        Assert.Equal(Count, index.Count);
        Assert.All(Enumerable.Range(0, Count), slot => Assert.Equal([slot, -slot], index.Vector(slot).ToArray()));
        Assert.Equal(Count - 1, index.Search([1, 0], 1)[0].Slot);
    }

    [Fact]
    public void With_SlotThatWouldLeaveAGap_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIndex.Build([1], 1).With(2, [1]));

    [Fact]
    public void With_BadVector_Throws()
    {
        ExactIndex index = ExactIndex.Build([1, 1], 2);
        Assert.Throws<ArgumentException>(() => index.With(0, [1]));
        Assert.Throws<ArgumentException>(() => index.With(0, [1, float.NaN]));
    }

    [Fact]
    public void Without_UnknownSlot_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIndex.Build([1], 1).Without(1));

    [Fact]
    public void Without_Slot_KeepsCountAndVector()
    {
        ExactIndex index = ExactIndex.Build([1, 2], 1).Without(0);
        Assert.Equal(2, index.Count);
        Assert.False(index.Contains(0));
        Assert.Equal(1, index.Vector(0)[0]);
    }

    [Fact]
    public void With_LargeIndex_CopiesOneChunkOnly()
    {
        ExactIndex index = ExactIndex.Build(new float[100_000 * 16], 16);
        index.With(5, new float[16]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        index.With(50_000, new float[16]).Without(3);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 1, 20_000);
    }
}
