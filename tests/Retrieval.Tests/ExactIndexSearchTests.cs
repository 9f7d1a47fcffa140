using FsCheck.Xunit;
using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval.Tests;

public sealed class ExactIndexSearchTests
{
    [Property(MaxTest = 150)]
    public void Search_AnyIndexAndFilter_EqualsTheNaiveAnswer(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 70);
        int count = random.Next(0, 400);
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        float[][] vectors = TestVectors.Vectors(random, count, dimension, kind);
        ExactIndex index = ExactIndex.Build([.. vectors.SelectMany(vector => vector)], dimension);
        NaiveIndex naive = new(vectors);
        float[] query = TestVectors.Vector(random, dimension, kind);
        int k = random.Next(0, count + 20);
        ulong[] allowed = random.Next(3) switch
        {
            0 => [],
            1 => TestVectors.Bitmap(random, count, 0.02),
            _ => TestVectors.Bitmap(random, count, 0.9),
        };

        naive.AssertAnswer(index.Search(query, k, allowed), query, k, allowed);
        naive.AssertAnswer(index.Search<RowKernel512>(query, k, allowed), query, k, allowed);
        naive.AssertAnswer(index.Search<RowKernel256>(query, k, allowed), query, k, allowed);
        naive.AssertAnswer(index.Search<RowKernel128>(query, k, allowed), query, k, allowed);
    }

    [Property(MaxTest = 60)]
    public void Search_AfterAnyUpdates_EqualsTheNaiveAnswer(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 40);
        float[][] vectors = TestVectors.Vectors(random, random.Next(0, 200), dimension, TestVectors.Kind.FewDistinct);
        ExactIndex index = ExactIndex.Build([.. vectors.SelectMany(vector => vector)], dimension);
        NaiveIndex naive = new(vectors);
        for (int update = 0; update < 100; update++)
        {
            int slot = random.Next(index.Count + 1);
            if (slot < index.Count && random.Next(3) == 0)
            {
                (index, naive) = (index.Without(slot), naive.Without(slot));
                continue;
            }

            float[] vector = TestVectors.Vector(random, dimension, TestVectors.Kind.Random);
            (index, naive) = (index.With(slot, vector), naive.With(slot, vector));
        }

        float[] query = TestVectors.Vector(random, dimension, TestVectors.Kind.Random);
        ulong[] allowed = TestVectors.Bitmap(random, index.Count, 0.5);
        Assert.Equal(naive.Count, index.Count);
        naive.AssertAnswer(index.Search(query, 20), query, 20, []);
        naive.AssertAnswer(index.Search(query, 20, allowed), query, 20, allowed);
    }

    [Property(MaxTest = 60)]
    public void Score_AnySlots_EqualsSearchToTheBit(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 200);
        int count = random.Next(1, 300);
        float[][] vectors = TestVectors.Vectors(random, count, dimension, TestVectors.Kind.Mixed);
        ExactIndex index = ExactIndex.Build([.. vectors.SelectMany(vector => vector)], dimension);
        float[] query = TestVectors.Vector(random, dimension, TestVectors.Kind.Random);
        ulong[] allowed = TestVectors.Bitmap(random, count, 0.3);
        ScoredItem[] all = index.Search(query, count);
        int[] slots = [.. all.Select(item => item.Slot)];
        float[] scores = new float[slots.Length];

        index.Score(query, slots, scores);

        Assert.Equal(all.Select(item => item.Score), scores);
        Dictionary<int, float> bySlot = all.ToDictionary(item => item.Slot, item => item.Score);
        Assert.All(index.Search(query, count, allowed), item => Assert.Equal(bySlot[item.Slot], item.Score));
    }

    [Fact]
    public void Search_EqualScores_AscendBySlot()
    {
        ExactIndex index = ExactIndex.Build([.. Enumerable.Repeat(1f, 300)], 3);
        Assert.Equal(Enumerable.Range(0, 40), index.Search([1, 1, 1], 40).Select(item => item.Slot));
    }

    [Fact]
    public void Search_NegativeZeroAndZero_Tie()
    {
        ExactIndex index = ExactIndex.Build([-1, 1, -1], 1);
        Assert.Equal([0, 1, 2], index.Search([0], 3).Select(item => item.Slot));
    }

    [Fact]
    public void Search_NegativeScores_DescendToo()
    {
        ExactIndex index = ExactIndex.Build([-3, -1, -2, 5], 1);
        Assert.Equal(
            [new ScoredItem(3, 5), new ScoredItem(1, -1), new ScoredItem(2, -2), new ScoredItem(0, -3)], index.Search([1], 10));
    }

    [Fact]
    public void Search_SumThatOverflows_RanksLastInsteadOfBreaking()
    {
        ExactIndex index = ExactIndex.Build([1e38f, -1e38f, 1, 1], 2);
        ScoredItem[] answer = index.Search([1e38f, 1e38f], 2);
        Assert.Equal([1, 0], answer.Select(item => item.Slot));
        Assert.False(float.IsNaN(answer[1].Score));
    }

    [Fact]
    public void Search_RemovedSlot_IsNeverReturnedEvenIfAllowed()
    {
        ExactIndex index = ExactIndex.Build([.. Enumerable.Range(0, 130).Select(i => (float)i)], 1).Without(129).Without(3);
        SlotBitmap allowed = SlotBitmap.All(130);
        Assert.DoesNotContain(index.Search([1], 130), item => item.Slot is 129 or 3);
        Assert.DoesNotContain(index.Search([1], 130, allowed.Words), item => item.Slot is 129 or 3);
    }

    [Fact]
    public void Search_SlotsPastTheBitmap_AreNotAllowed()
    {
        ExactIndex index = ExactIndex.Build(new float[200], 1);
        Assert.Equal(64, index.Search([1], 200, [ulong.MaxValue]).Length);
    }

    [Fact]
    public void Search_BitmapLongerThanTheIndex_IsAccepted()
    {
        ExactIndex index = ExactIndex.Build(new float[10], 1);
        Assert.Equal(10, index.Search([1], 200, [ulong.MaxValue, ulong.MaxValue]).Length);
    }

    [Fact]
    public void Search_ZeroK_IsEmpty() => Assert.Empty(ExactIndex.Build([1], 1).Search([1], 0));

    [Fact]
    public void Search_EmptyIndex_IsEmpty() => Assert.Empty(ExactIndex.Build([], 5).Search(new float[5], 3));

    [Fact]
    public void Search_NegativeK_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIndex.Build([1], 1).Search([1], -1));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Search_NonFiniteQuery_Throws(float value)
    {
        ExactIndex index = ExactIndex.Build(new float[30], 10);
        float[] query = new float[10];
        query[9] = value;
        Assert.Throws<ArgumentException>(() => index.Search(query, 1));
        Assert.Throws<ArgumentException>(() => index.Score(query, [0], new float[1]));
    }

    [Fact]
    public void Search_QueryOfAnotherLength_SaysBothNumbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ExactIndex.Build(new float[30], 10).Search(new float[7], 1));
        Assert.Contains("7", error.Message, StringComparison.Ordinal);
        Assert.Contains("10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_UnknownSlot_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIndex.Build([1], 1).Score([1], [1], new float[1]));

    [Fact]
    public void Score_TooLittleRoom_Throws() =>
        Assert.Throws<ArgumentException>(() => ExactIndex.Build([1], 1).Score([1], [0, 0], new float[1]));
}
