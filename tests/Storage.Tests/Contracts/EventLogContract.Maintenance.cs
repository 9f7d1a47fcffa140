using System.Globalization;

namespace Tandem.Storage.Tests.Contracts;

public abstract partial class EventLogContract
{
    private IEventLogMaintenance Maintenance => (IEventLogMaintenance)Log;

    protected Task<IReadOnlyList<AppendedEvent>> AppendNumberedAsync(int from, int to, string user = "u1") =>
        AppendAsync(Enumerable.Range(from, to - from + 1).Select(n => Events.Simple(user + n.ToString(CultureInfo.InvariantCulture), user)).ToArray());

    [Fact]
    public async Task TrimAsync_BeforeAnOffset_LeavesTheRest()
    {
        await AppendNumberedAsync(1, 5);
        Assert.Equal(3, await Maintenance.TrimAsync(Log.PartitionOf("u1"), 4, Token));
        Assert.Equal([4L, 5], (await ReadAllAsync()).Select(logged => logged.Offset));
    }

    [Fact]
    public async Task TrimAsync_CursorBehind_StopsAtTheCursor()
    {
        int partition = Log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await Log.SetCursorAsync("fast", partition, 5, Token);
        await Log.SetCursorAsync("slow", partition, 2, Token);
        Assert.Equal(2, await Maintenance.TrimAsync(partition, 100, Token));
        Assert.Equal([3L, 4, 5], (await ReadAllAsync()).Select(logged => logged.Offset));
    }

    [Fact]
    public async Task TrimAsync_ConsumerRegisteredAtZero_KeepsEverything()
    {
        int partition = Log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await Log.SetCursorAsync("new", partition, 0, Token);
        Assert.Equal(0, await Maintenance.TrimAsync(partition, 100, Token));
    }

    [Fact]
    public async Task TrimAsync_Everything_DoesNotReuseOffsetsAfterReopening()
    {
        int partition = Log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await Maintenance.TrimAsync(partition, 100, Token);
        await ReopenAsync();
        Assert.Equal(5, await Log.LastOffsetAsync(partition, Token));
        Assert.Equal(new AppendedEvent(partition, 6, false), (await AppendAsync(Events.Simple("new")))[0]);
    }

    [Fact]
    public async Task TrimAsync_ByTime_GoesByTheTimeOfTheAppend()
    {
        await AppendNumberedAsync(1, 2);
        Time.Now += TimeSpan.FromHours(1);
        await AppendNumberedAsync(3, 3);
        await AppendNumberedAsync(1, 3, "u2");
        Assert.Equal(2, await Maintenance.TrimAsync(Time.Now, Token));
        Assert.Equal(1 + 3, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task TrimAsync_MoreThanOneStep_DeletesAll()
    {
        await AppendNumberedAsync(1, 4500);
        Assert.Equal(4500, await Maintenance.TrimAsync(Time.Now.AddSeconds(1), Token));
    }

    [Fact]
    public async Task DeleteUserEventsAsync_User_LeavesOtherUsers()
    {
        await AppendNumberedAsync(1, 30);
        await AppendNumberedAsync(1, 20, "u2");
        Assert.Equal(30, await Maintenance.DeleteUserEventsAsync("u1", Token));
        Assert.All(await ReadAllAsync(), logged => Assert.Equal("u2", logged.Event.UserId));
        Assert.Equal(20, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task ReadUserEventsAsync_Pages_GiveOnlyTheUser()
    {
        await AppendNumberedAsync(1, 5);
        await AppendNumberedAsync(1, 5, "u2");
        IReadOnlyList<LoggedEvent> first = await Maintenance.ReadUserEventsAsync("u1", 0, 3, Token);
        IReadOnlyList<LoggedEvent> second = await Maintenance.ReadUserEventsAsync("u1", first[^1].Offset, 3, Token);
        Assert.Equal(["u11", "u12", "u13", "u14", "u15"], first.Concat(second).Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task SetCursorAsync_OffsetNeverGiven_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.SetCursorAsync("grains", 0, 1, Token));

    [Fact]
    public async Task WaitForAppendAsync_TwoConsumersOfAPartition_BothWake()
    {
        int partition = Log.PartitionOf("u1");
        Task first = Log.WaitForAppendAsync(partition, Token).AsTask();
        Task second = Log.WaitForAppendAsync(partition, Token).AsTask();
        await AppendNumberedAsync(1, 1);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task AppendAsync_CancelledBefore_StoresNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.AppendAsync([Events.Simple("a")], cancellation.Token));
        Assert.Empty(await ReadAllAsync());
    }
}
