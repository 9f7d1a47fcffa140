using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

public sealed class EventPartitionTests
{
    /// <summary>Whatever the order in which deliveries end, the position never passes one that has not, and reaches the end with the last.</summary>
    [Property]
    public bool Applied_AnyOrder_PositionIsBelowTheFirstOutstanding(byte count, int seed)
    {
        EventPartition partition = new(0);
        partition.Start(position: 10, target: 10);
        LoggedEvent[] events = [.. Enumerable.Range(0, count + 1).Select(i => Logged($"user-{i % 7}", 11 + (2 * i)))];
        partition.Read(events);
        LoggedEvent[] order = [.. events];
        new Random(seed).Shuffle(order);
        SortedSet<long> outstanding = [.. events.Select(logged => logged.Offset)];
        foreach (LoggedEvent logged in order)
        {
            partition.Applied([new UserEvent(logged.Offset, logged.Event)]);
            outstanding.Remove(logged.Offset);
            long expected = outstanding.Count == 0
                ? events[^1].Offset
                : events.Select(each => each.Offset).Where(offset => offset < outstanding.Min).DefaultIfEmpty(10).Max();
            if (partition.Position != expected)
                return false;
        }

        return partition.InFlight == 0;
    }

    [Fact]
    public void PassGap_EventsOnTheirWay_PositionWaitsForThem()
    {
        EventPartition partition = new(0);
        partition.Start(0, 0);
        LoggedEvent logged = Logged("u", 3);
        partition.Read([logged]);
        partition.PassGap(8);
        Assert.Equal(0, partition.Position);

        partition.Applied([new UserEvent(3, logged.Event)]);
        Assert.Equal(8, partition.Position);
    }

    [Fact]
    public void IsApplied_NotReadYet_False()
    {
        EventPartition partition = new(0);
        partition.Start(0, 0);

        Assert.False(partition.IsApplied("u", 1));
    }

    private static LoggedEvent Logged(string userId, long offset) => new(offset, new ShopEvent
    {
        EventId = $"event-{offset}",
        UserId = userId,
        ItemId = "item",
        Action = EventAction.PageView,
        OccurredAt = DateTimeOffset.UnixEpoch,
    });
}
