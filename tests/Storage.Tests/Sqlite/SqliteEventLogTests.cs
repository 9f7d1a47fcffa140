using System.Globalization;
using Tandem.Domain;
using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteEventLogTests : EventLogContract, IDisposable
{
    private readonly StoreFixture _fixture = new();
    private SqliteEventLog _log = null!;

    public void Dispose() => _fixture.Dispose();

    protected override Task<IEventLog> OpenAsync() => Task.FromResult<IEventLog>(_log = new SqliteEventLog(_fixture.Open()));

    protected override async Task CloseAsync()
    {
        _log.Dispose();
        await _fixture.CloseAsync();
    }

    private Task<IReadOnlyList<AppendedEvent>> AppendNumberedAsync(int from, int to, string user = "u1") =>
        AppendAsync(Enumerable.Range(from, to - from + 1).Select(n => Events.Simple(user + n.ToString(CultureInfo.InvariantCulture), user)).ToArray());

    [Fact]
    public async Task TrimAsync_BeforeAnOffset_LeavesTheRest()
    {
        await AppendNumberedAsync(1, 5);
        Assert.Equal(3, await _log.TrimAsync(_log.PartitionOf("u1"), 4, Token));
        Assert.Equal([4L, 5], (await ReadAllAsync()).Select(logged => logged.Offset));
    }

    [Fact]
    public async Task TrimAsync_CursorBehind_StopsAtTheCursor()
    {
        int partition = _log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await _log.SetCursorAsync("fast", partition, 5, Token);
        await _log.SetCursorAsync("slow", partition, 2, Token);
        Assert.Equal(2, await _log.TrimAsync(partition, 100, Token));
        Assert.Equal([3L, 4, 5], (await ReadAllAsync()).Select(logged => logged.Offset));
    }

    [Fact]
    public async Task TrimAsync_ConsumerRegisteredAtZero_KeepsEverything()
    {
        int partition = _log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await _log.SetCursorAsync("new", partition, 0, Token);
        Assert.Equal(0, await _log.TrimAsync(partition, 100, Token));
    }

    [Fact]
    public async Task TrimAsync_Everything_DoesNotReuseOffsetsAfterReopening()
    {
        int partition = _log.PartitionOf("u1");
        await AppendNumberedAsync(1, 5);
        await _log.TrimAsync(partition, 100, Token);
        await ReopenAsync();
        Assert.Equal(5, await _log.LastOffsetAsync(partition, Token));
        Assert.Equal(new AppendedEvent(partition, 6, false), (await AppendAsync(Events.Simple("new")))[0]);
    }

    [Fact]
    public async Task TrimAsync_ByTime_GoesByTheTimeOfTheAppend()
    {
        await AppendNumberedAsync(1, 2);
        _fixture.Time.Now += TimeSpan.FromHours(1);
        await AppendNumberedAsync(3, 3);
        await AppendNumberedAsync(1, 3, "u2");
        Assert.Equal(2, await _log.TrimAsync(_fixture.Time.Now, Token));
        Assert.Equal(1 + 3, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task TrimAsync_MoreThanOneStep_DeletesAll()
    {
        await AppendNumberedAsync(1, 4500);
        Assert.Equal(4500, await _log.TrimAsync(_fixture.Time.Now.AddSeconds(1), Token));
    }

    [Fact]
    public async Task DeleteUserEventsAsync_User_LeavesOtherUsers()
    {
        await AppendNumberedAsync(1, 30);
        await AppendNumberedAsync(1, 20, "u2");
        Assert.Equal(30, await _log.DeleteUserEventsAsync("u1", Token));
        Assert.All(await ReadAllAsync(), logged => Assert.Equal("u2", logged.Event.UserId));
        Assert.Equal(20, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task DeleteUserEventsAsync_User_LeavesNoTraceInTheFile()
    {
        await AppendAsync(Events.Simple("secret-event", "secret-user") with { Widget = "secret-widget" });
        await AppendNumberedAsync(1, 50);
        await _log.DeleteUserEventsAsync("secret-user", Token);
        await CloseAsync();
        string bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_fixture.Options.Path, Token));
        Assert.DoesNotContain("secret", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadUserEventsAsync_Pages_GiveOnlyTheUser()
    {
        await AppendNumberedAsync(1, 5);
        await AppendNumberedAsync(1, 5, "u2");
        IReadOnlyList<LoggedEvent> first = await _log.ReadUserEventsAsync("u1", 0, 3, Token);
        IReadOnlyList<LoggedEvent> second = await _log.ReadUserEventsAsync("u1", first[^1].Offset, 3, Token);
        Assert.Equal(["u11", "u12", "u13", "u14", "u15"], first.Concat(second).Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task SetCursorAsync_OffsetNeverGiven_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _log.SetCursorAsync("grains", 0, 1, Token));

    [Fact]
    public async Task WaitForAppendAsync_TwoConsumersOfAPartition_BothWake()
    {
        int partition = _log.PartitionOf("u1");
        Task first = _log.WaitForAppendAsync(partition, Token).AsTask();
        Task second = _log.WaitForAppendAsync(partition, Token).AsTask();
        await AppendNumberedAsync(1, 1);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task AppendAsync_ConcurrentCallers_ShareCommits()
    {
        long before = _fixture.Store.Writer.Commits;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => AppendAsync(Events.Simple(n.ToString(CultureInfo.InvariantCulture)))));
        Assert.InRange(_fixture.Store.Writer.Commits - before, 1, 250);
    }

    [Fact]
    public async Task AppendAsync_CancelledBefore_StoresNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _log.AppendAsync([Events.Simple("a")], cancellation.Token));
        Assert.Empty(await ReadAllAsync());
    }

    [Fact]
    public async Task ReadAsync_DamagedPayload_NamesWhatToDo()
    {
        await AppendNumberedAsync(1, 1);
        await _fixture.Store.WriteAsync(0, static (transaction, _) => transaction.Prepare("UPDATE events SET payload = x'FF'").Run(), cancellation: Token);
        await Assert.ThrowsAsync<TandemException>(ReadAllAsync);
    }
}
