using System.Reflection;
using Orleans.Placement;
using Tandem.Grains.Partitions;

namespace Tandem.Grains.Tests.Cluster;

public sealed class PlacementTests
{
    [Fact]
    public void GrainClass_Everyone_StatesItsPlacement()
    {
        Type[] grains = [.. typeof(TandemStorageNames).Assembly.GetTypes().Where(static type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract)];
        Assert.NotEmpty(grains);
        Assert.Empty(grains.Where(static type => type.GetCustomAttributes().All(static each => each is not PlacementAttribute)).Select(static type => type.Name));
    }

    [Theory]
    [InlineData(16, 3)]
    [InlineData(8, 3)]
    [InlineData(8, 8)]
    [InlineData(3, 5)]
    [InlineData(64, 1)]
    public void Assign_SomeSilos_SharesDifferByNoMoreThanRoundingUp(int partitions, int silos)
    {
        string?[] owners = PartitionShares.Assign(partitions, Silos(silos));
        int most = (partitions + silos - 1) / silos;
        Assert.All(owners, owner => Assert.NotNull(owner));
        Assert.All(owners.GroupBy(static owner => owner), share => Assert.InRange(share.Count(), 1, most));
    }

    [Fact]
    public void Assign_SilosInAnyOrder_IsTheSame() =>
        Assert.Equal(PartitionShares.Assign(16, Silos(4)), PartitionShares.Assign(16, [.. Silos(4).Reverse()]));

    [Fact]
    public void Assign_OneSiloGone_MovesFewPartitions()
    {
        string?[] before = PartitionShares.Assign(64, Silos(4));
        string?[] after = PartitionShares.Assign(64, Silos(3));
        int moved = before.Zip(after).Count(static pair => pair.First != pair.Second);
        int ofTheGone = before.Count(static owner => owner == Silos(4)[3]);
        Assert.InRange(moved, ofTheGone, 2 * ofTheGone);
    }

    [Fact]
    public void Assign_NoSilos_NobodyOwnsAnything() => Assert.All(PartitionShares.Assign(4, []), Assert.Null);

    private static string[] Silos(int count) => [.. Enumerable.Range(0, count).Select(static n => $"10.0.0.{n}:11111@{n}")];
}
