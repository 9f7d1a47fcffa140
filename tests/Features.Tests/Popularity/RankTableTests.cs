using FsCheck.Xunit;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class RankTableTests
{
    private static readonly RankTable Table = RankTable.Of([0, 10, 10, 20, 20, 40]);

    [Theory]
    [InlineData(40, 1)]
    [InlineData(20, 2.5)]
    [InlineData(10, 4.5)]
    [InlineData(0, 6)]
    [InlineData(30, 1.5)]
    [InlineData(99, 1)]
    public void MiddleRank_FittedOrNewCount_IsFoundAmongTheFitted(double count, double rank) => Assert.Equal(rank, Table.MiddleRank(count));

    [Theory]
    [InlineData(40, 0)]
    [InlineData(20, 0.4)]
    [InlineData(15, 0.8)]
    [InlineData(0, 1)]
    [InlineData(99, 0)]
    public void MassShareAbove_FittedOrNewCount_SumsWhatLiesAbove(double count, double share) => Assert.Equal(share, Table.MassShareAbove(count), 1e-12);

    [Fact]
    public void NormalisedRank_NoProducts_IsTheMiddle() => Assert.Equal(0.5, RankTable.Of([]).NormalisedRank(3));

    [Property]
    public bool MiddleRank_AnyCounts_EqualsTheDefinition(ushort[] counts)
    {
        double[] values = [.. counts.Select(count => (double)(count % 10))];
        RankTable table = RankTable.Of([.. values.Order()]);
        return values.All(value => table.MiddleRank(value) == values.Count(other => other > value) + ((values.Count(other => other == value) + 1) / 2.0));
    }
}
