using System.Diagnostics;
using System.Globalization;
using Tandem.Domain;

namespace Tandem.Storage.Tests.Contracts;

/// <summary>What every event log does. An adapter's test class derives from it.</summary>
public abstract partial class EventLogContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IEventLog Log { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Log = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The clock of the log.</summary>
    protected abstract ManualTime Time { get; }

    /// <summary>Opens the log; the second time after a <see cref="CloseAsync"/> it is the same log.</summary>
    protected abstract Task<IEventLog> OpenAsync();

    protected abstract Task CloseAsync();

    protected async Task ReopenAsync()
    {
        await CloseAsync();
        Log = await OpenAsync();
    }

    protected Task<IReadOnlyList<AppendedEvent>> AppendAsync(params ShopEvent[] events) => Log.AppendAsync(events, Token);

    protected async Task<List<LoggedEvent>> ReadAllAsync()
    {
        var all = new List<LoggedEvent>();
        for (int partition = 0; partition < Log.Partitions; partition++)
            all.AddRange(await Log.ReadAsync(partition, 0, int.MaxValue, Token));
        return all;
    }

    [Fact]
    public async Task AppendAsync_EventsOfOneUser_GetAscendingOffsetsInOnePartition()
    {
        IReadOnlyList<AppendedEvent> appended = await AppendAsync(Events.Simple("a"), Events.Simple("b"), Events.Simple("c"));
        int partition = Log.PartitionOf("u1");
        Assert.Equal([new(partition, 1, false), new(partition, 2, false), new(partition, 3, false)], appended);
    }

    [Fact]
    public async Task ReadAsync_AppendedInARecordedTrace_GivesTheTraceOfTheCall()
    {
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        request.Start();
        await AppendAsync(Events.Simple("a"));
        request.Stop();
        await AppendAsync(Events.Simple("b"));

        List<LoggedEvent> events = await ReadAllAsync();
        Assert.Equal([request.TraceId, default], events.Select(logged => logged.Trace.TraceId));
        Assert.Equal(request.SpanId, events[0].Trace.SpanId);
    }

    [Fact]
    public async Task AppendAsync_NoEvents_GivesNothing() => Assert.Empty(await AppendAsync());

    [Fact]
    public async Task AppendAsync_IdOfAnEarlierCall_IsADuplicateWithItsOffset()
    {
        await AppendAsync(Events.Simple("a"), Events.Simple("b"));
        IReadOnlyList<AppendedEvent> again = await AppendAsync(Events.Simple("b"), Events.Simple("c"));
        int partition = Log.PartitionOf("u1");
        Assert.Equal([new(partition, 2, true), new(partition, 3, false)], again);
        Assert.Equal(["a", "b", "c"], (await ReadAllAsync()).Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task AppendAsync_SameIdTwiceInOneCall_IsStoredOnce()
    {
        IReadOnlyList<AppendedEvent> appended = await AppendAsync(Events.Simple("a"), Events.Simple("a"));
        Assert.Equal([false, true], appended.Select(one => one.Duplicate));
        Assert.Equal(appended[0].Offset, appended[1].Offset);
        Assert.Single(await ReadAllAsync());
    }

    [Fact]
    public async Task AppendAsync_SameIdOfANeighbour_PointsToTheStoredEvent()
    {
        string neighbour = Enumerable.Range(0, 1000).Select(n => "x" + n.ToString(CultureInfo.InvariantCulture)).First(user => Log.PartitionOf(user) == Log.PartitionOf("u1"));
        AppendedEvent first = (await AppendAsync(Events.Simple("a")))[0];
        AppendedEvent second = (await AppendAsync(Events.Simple("a", neighbour)))[0];
        Assert.Equal(first with { Duplicate = true }, second);
    }

    [Fact]
    public async Task AppendAsync_OneBadEvent_StoresNothingOfTheCall()
    {
        await Assert.ThrowsAsync<TandemException>(() => AppendAsync(Events.Simple("a"), Events.Simple("b") with { ItemId = "" }));
        Assert.Empty(await ReadAllAsync());
    }

    [Fact]
    public async Task ReadAsync_AnyEvents_ComeBackEqual()
    {
        var random = new Random(11);
        ShopEvent[] events = Enumerable.Range(0, 300).Select(_ => Events.Any(random)).DistinctBy(one => one.EventId).ToArray();
        await AppendAsync(events);
        await ReopenAsync();
        Dictionary<string, ShopEvent> stored = (await ReadAllAsync()).ToDictionary(logged => logged.Event.EventId, logged => logged.Event);
        Assert.Equal(events.Length, stored.Count);
        Assert.All(events, one => Assert.Equal(one, stored[one.EventId]));
    }

    [Fact]
    public async Task ReadAsync_AfterAndCount_GivesThatRange()
    {
        await AppendAsync(Enumerable.Range(1, 10).Select(n => Events.Simple(n.ToString(CultureInfo.InvariantCulture))).ToArray());
        IReadOnlyList<LoggedEvent> read = await Log.ReadAsync(Log.PartitionOf("u1"), 3, 4, Token);
        Assert.Equal([4L, 5, 6, 7], read.Select(logged => logged.Offset));
        Assert.Equal(["4", "5", "6", "7"], read.Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task ReadAsync_BeyondTheEnd_IsEmpty()
    {
        await AppendAsync(Events.Simple("a"));
        Assert.Empty(await Log.ReadAsync(Log.PartitionOf("u1"), 1, 10, Token));
    }

    [Fact]
    public async Task ReadAsync_NoSuchPartition_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadAsync(Log.Partitions, 0, 1, Token));

    [Fact]
    public async Task LastOffsetAsync_EmptyThenAppended_IsZeroThenTheLast()
    {
        int partition = Log.PartitionOf("u1");
        Assert.Equal(0, await Log.LastOffsetAsync(partition, Token));
        await AppendAsync(Events.Simple("a"), Events.Simple("b"));
        Assert.Equal(2, await Log.LastOffsetAsync(partition, Token));
    }

    [Fact]
    public async Task Reopen_AfterAppends_GoesOnWithOffsetsAndKnowsTheIds()
    {
        await AppendAsync(Events.Simple("a"), Events.Simple("b"));
        await ReopenAsync();
        IReadOnlyList<AppendedEvent> appended = await AppendAsync(Events.Simple("b"), Events.Simple("c"));
        Assert.Equal([(2L, true), (3L, false)], appended.Select(one => (one.Offset, one.Duplicate)));
    }

    [Fact]
    public async Task SetCursorAsync_LowerOffset_DoesNotMoveBack()
    {
        await AppendAsync(Events.Simple("a"), Events.Simple("b"));
        int partition = Log.PartitionOf("u1");
        await Log.SetCursorAsync("grains", partition, 2, Token);
        await Log.SetCursorAsync("grains", partition, 1, Token);
        Assert.Equal(2, await Log.GetCursorAsync("grains", partition, Token));
    }

    [Fact]
    public async Task SetCursorAsync_OneConsumer_LeavesOthersAndOtherPartitions()
    {
        await AppendAsync(Events.Simple("a"));
        int partition = Log.PartitionOf("u1");
        await Log.SetCursorAsync("grains", partition, 1, Token);
        await ReopenAsync();
        Assert.Equal(1, await Log.GetCursorAsync("grains", partition, Token));
        Assert.Equal(0, await Log.GetCursorAsync("examples", partition, Token));
        Assert.Equal(0, await Log.GetCursorAsync("grains", (partition + 1) % Log.Partitions, Token));
    }

    [Fact]
    public async Task WaitForAppendAsync_AppendWhileWaiting_Completes()
    {
        Task wait = Log.WaitForAppendAsync(Log.PartitionOf("u1"), 0, Token).AsTask();
        Assert.False(wait.IsCompleted);
        await AppendAsync(Events.Simple("a"));
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task WaitForAppendAsync_AppendBefore_CompletesAtOnce()
    {
        await AppendAsync(Events.Simple("a"));
        Assert.True(Log.WaitForAppendAsync(Log.PartitionOf("u1"), Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task WaitForAppendAsync_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        Task wait = Log.WaitForAppendAsync(0, 5, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task AppendAsync_ThirtyTwoWritersWithDuplicates_StoresEachIdOnceInOrder()
    {
        const int Writers = 32;
        const int Calls = 25;
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(string Id, AppendedEvent Result)>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                var random = new Random(writer);
                for (int call = 0; call < Calls; call++)
                {
                    // Ids from a small range, so that about every second one is somebody else's too.
                    ShopEvent[] events = Enumerable.Range(0, 1 + random.Next(4)).Select(_ =>
                    {
                        int id = random.Next(1500);
                        return Events.Simple("e" + id.ToString(CultureInfo.InvariantCulture), "u" + (id % 50).ToString(CultureInfo.InvariantCulture));
                    }).ToArray();
                    IReadOnlyList<AppendedEvent> results = await Log.AppendAsync(events, Token);
                    for (int i = 0; i < events.Length; i++)
                        acknowledged.Add((events[i].EventId, results[i]));
                }
            },
            Token)));

        var stored = new Dictionary<string, (int, long)>();
        for (int partition = 0; partition < Log.Partitions; partition++)
        {
            long before = 0;
            foreach (LoggedEvent logged in await Log.ReadAsync(partition, 0, int.MaxValue, Token))
            {
                Assert.True(logged.Offset > before);
                before = logged.Offset;
                Assert.True(stored.TryAdd(logged.Event.EventId, (partition, logged.Offset)));
            }
        }

        Assert.All(acknowledged, one => Assert.Equal(stored[one.Id], (one.Result.Partition, one.Result.Offset)));
        Assert.Equal(stored.Count, acknowledged.Count(one => !one.Result.Duplicate));
    }
}
