using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

public sealed class EventStreamTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly PoisonFilter _poison = new();
    private Node _node = null!;

    public async ValueTask InitializeAsync() =>
        _node = await Node.StartAsync(_folder.Path, services => services.AddSingleton<IIncomingGrainCallFilter>(_poison));

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_EventsOfManyUsers_EachUserHasTheirsOnce()
    {
        ShopEvent[] events = [.. Enumerable.Range(0, 500).Select(i => Event($"e{i}", $"user-{i % 50}", $"item-{i}"))];
        await AppendAsync(events);
        await AppendAsync(events);

        foreach (int user in Enumerable.Range(0, 50))
            Assert.Equal(10, (await SequenceAsync($"user-{user}")).Length);
    }

    [Fact]
    public async Task Run_OneEventCannotBeApplied_DeadLetterAndTheOthersApplied()
    {
        await AppendAsync(Event("1", "u", "x"), Event("2", "u", PoisonFilter.ItemId), Event("3", "u", "y"));

        Assert.Equal(["x", "y"], await SequenceAsync("u"));
        StoredDeadLetter letter = Assert.Single(await _node.Get<DeadLetterLog>().ReadAsync(0, 10));
        Assert.Equal("2", letter.Letter.Event.EventId);
        Assert.Contains(nameof(InvalidOperationException), letter.Letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("state")]
    [InlineData("silo")]
    public async Task Run_AnOutageOutlastsTheDelivery_AppliedWhenItEndsAndNoDeadLetter(string away)
    {
        _poison.Error = () => away switch
        {
            "storage" => new StorageUnavailableException("The disk is full.", new IOException()),
            "state" => new InconsistentStateException("The version is another."),
            _ => new SiloUnavailableException("The silo is gone."),
        };
        await AppendAsync(Event("1", "u", "x"), Event("2", "u", PoisonFilter.ItemId), Event("3", "u", "y"));
        await Node.UntilAsync(() => _poison.Failed > 20, "several rounds of deliveries");
        Assert.Empty(await _node.Get<DeadLetterLog>().ReadAsync(0, 10));
        _poison.On = false;

        Assert.Equal(["x", PoisonFilter.ItemId, "y"], await SequenceAsync("u"));
        Assert.Empty(await _node.Get<DeadLetterLog>().ReadAsync(0, 10));
    }

    [Fact]
    public async Task ReplayAsync_StillBroken_StaysInTheLog()
    {
        await AppendAsync(Event("2", "u", PoisonFilter.ItemId));
        await SequenceAsync("u");

        Assert.Equal((0, 1), await _node.Get<DeadLetterLog>().ReplayAsync());
        Assert.Single(await _node.Get<DeadLetterLog>().ReadAsync(0, 10));
    }

    [Fact]
    public async Task ReplayAsync_ApplicableNow_AppliedAndGone()
    {
        await AppendAsync(Event("1", "u", "x"), Event("2", "u", PoisonFilter.ItemId), Event("3", "u", "y"));
        await SequenceAsync("u");
        _poison.On = false;

        Assert.Equal((1, 0), await _node.Get<DeadLetterLog>().ReplayAsync());
        Assert.Equal(["x", PoisonFilter.ItemId, "y"], await SequenceAsync("u"));
        Assert.Empty(await _node.Get<DeadLetterLog>().ReadAsync(0, 10));
    }

    [Fact]
    public async Task Start_EventsAppliedBefore_NotAppliedAgain()
    {
        await AppendAsync(Event("1", "u", "x"));
        await SequenceAsync("u");
        await _node.DisposeAsync();
        _node = await Node.StartAsync(_folder.Path);
        await Node.UntilAsync(() => _node.Get<EventPartitions>().CaughtUp, "the events from before the start");

        Assert.Equal(["x"], await SequenceAsync("u"));
    }

    [Fact]
    public async Task Start_LastEventsWereErased_CatchesUpAllTheSame()
    {
        await _node.Get<IEventLog>().AppendAsync([Event("1", "u", "x")]);
        await _node.Grains.GetGrain<IUserGrain>("u").EraseAsync();
        await _node.Get<IEventLogMaintenance>().DeleteUserEventsAsync("u");
        await _node.DisposeAsync();
        _node = await Node.StartAsync(_folder.Path);

        await Node.UntilAsync(() => _node.Get<EventPartitions>().CaughtUp, "the events from before the start");
        Assert.Empty(await SequenceAsync("u"));
    }

    private static ShopEvent Event(string id, string userId, string itemId) => new()
    {
        EventId = id,
        UserId = userId,
        ItemId = itemId,
        Action = EventAction.PageView,
        OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(id.Length > 1 ? int.Parse(id[1..]) : id[0]),
    };

    private async Task AppendAsync(params ShopEvent[] events)
    {
        IReadOnlyList<AppendedEvent> appended = await _node.Get<IEventLog>().AppendAsync(events);
        for (int i = 0; i < events.Length; i++)
            _node.Get<AppendFence>().Record(events[i].UserId, appended[i].Partition, appended[i].Offset);
    }

    private async Task<string[]> SequenceAsync(string userId)
    {
        Assert.True(await _node.Get<AppendFence>().WaitAsync(userId, TimeSpan.FromSeconds(10)));
        return [.. (await _node.Grains.GetGrain<IUserGrain>(userId).DescribeAsync()).Events.Select(kept => kept.ItemId)];
    }
}
