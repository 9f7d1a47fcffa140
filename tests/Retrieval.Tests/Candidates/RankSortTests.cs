using FsCheck.Xunit;
using Tandem.Retrieval.Candidates;

namespace Tandem.Retrieval.Tests.Candidates;

public sealed class RankSortTests
{
    [Property(MaxTest = 200)]
    public void Sort_AnyDifferentNumbers_Ascend(int seed)
    {
        Random random = new(seed);
        ulong[] values = [.. Enumerable.Range(0, random.Next(RankSort.MaxCount + 20)).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).Distinct()];
        ulong[] expected = [.. values.Order()];

        RankSort.Sort(values);

        Assert.Equal(expected, values);
    }

    [Theory]
    [InlineData(RankSort.MaxCount)]
    [InlineData(RankSort.MaxCount + 1)]
    public void Sort_DescendingAroundTheLimit_Ascend(int count)
    {
        ulong[] values = [.. Enumerable.Range(0, count).Select(i => ulong.MaxValue - (ulong)i)];

        RankSort.Sort(values);

        Assert.Equal(values.Order(), values);
    }
}
