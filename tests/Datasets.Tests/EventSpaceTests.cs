using Tandem.Datasets.Tests.Simulation;

namespace Tandem.Datasets.Tests;

/// <summary>Events on disk, beside the same in memory.</summary>
public sealed class EventSpaceTests(SimulatedMarket market) : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Load_OnDisk_GivesTheColumnsOfMemory()
    {
        using EventSpace disk = EventSpace.OnDisk(_folder["events"]);
        AssertSame(market.Interactions, Interactions.Load(market.Dataset, disk));
    }

    [Fact]
    public void Load_OnDiskUntil_GivesTheColumnsOfMemory()
    {
        DateTimeOffset until = DateTimeOffset.FromUnixTimeMilliseconds(market.Interactions.OccurredAt.Max()).AddDays(-SimulatedMarket.Days / 2);
        using EventSpace disk = EventSpace.OnDisk(_folder["events"]);
        AssertSame(Interactions.Load(market.Dataset, until), Interactions.Load(market.Dataset, disk, until));
    }

    [Fact]
    public void Until_OfEventsOnDisk_IsThatOfMemory()
    {
        DateTimeOffset until = DateTimeOffset.FromUnixTimeMilliseconds(market.Interactions.OccurredAt.Max()).AddDays(-SimulatedMarket.Days / 2);
        using EventSpace disk = EventSpace.OnDisk(_folder["events"]);
        AssertSame(market.Interactions.Until(until), Interactions.Load(market.Dataset, disk).Until(until));
    }

    [Fact]
    public void Load_OnDisk_LeavesNoFile()
    {
        using EventSpace disk = EventSpace.OnDisk(_folder["events"]);
        Interactions.Load(market.Dataset, disk);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["events"]));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(Interactions memory, Interactions disk)
    {
        Assert.NotEqual(0, memory.Count);
        Assert.Equal(memory.UserIds, disk.UserIds);
        Assert.Equal(memory.UserStart, disk.UserStart);
        Assert.True(memory.Item.AsSpan().SequenceEqual(disk.Item.AsSpan()));
        Assert.True(memory.Action.AsSpan().SequenceEqual(disk.Action.AsSpan()));
        Assert.True(memory.OccurredAt.AsSpan().SequenceEqual(disk.OccurredAt.AsSpan()));
        Assert.True(memory.Widget.AsSpan().SequenceEqual(disk.Widget.AsSpan()));
        Assert.True(memory.Order.AsSpan().SequenceEqual(disk.Order.AsSpan()));
        Assert.True(memory.Value.AsSpan().SequenceEqual(disk.Value.AsSpan()));
    }
}
