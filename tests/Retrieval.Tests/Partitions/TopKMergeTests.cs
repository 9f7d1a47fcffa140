using Tandem.Retrieval.Partitions;

namespace Tandem.Retrieval.Tests.Partitions;

public sealed class TopKMergeTests
{
    [Fact]
    public void Merge_EqualScores_AscendBySlot() => Assert.Equal(
        [new ScoredItem(9, 3), new ScoredItem(1, 2), new ScoredItem(2, 2), new ScoredItem(5, 2), new ScoredItem(0, 1)],
        TopKMerge.Merge([[new(1, 2), new(5, 2)], [], [new(9, 3), new(2, 2), new(0, 1)]], 10));

    [Fact]
    public void Merge_MoreThanWanted_KeepsTheBest() =>
        Assert.Equal([new ScoredItem(3, 9), new ScoredItem(1, 8)], TopKMerge.Merge([[new(1, 8), new(2, 1)], [new(3, 9), new(4, 2)]], 2));

    [Fact]
    public void Merge_NoneWanted_IsEmpty() => Assert.Empty(TopKMerge.Merge([[new(1, 8)]], 0));
}
