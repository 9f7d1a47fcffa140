using Tandem.Domain;
using Tandem.Storage.Redis;
using Tandem.Storage.Tests.Contracts;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Storage.Tests.Redis;

public sealed class RedisEventLogTests(RedisFixture redis) : EventLogContract
{
    private readonly RedisStoreFixture _fixture = new(redis);
    private RedisEventLog? _log;

    protected override ManualTime Time => _fixture.Time;

    protected override async Task<IEventLog> OpenAsync() => _log = new RedisEventLog(await _fixture.OpenAsync());

    protected override async Task CloseAsync()
    {
        _log?.Dispose();
        await _fixture.CloseAsync();
    }

    [Fact]
    public async Task WaitForAppendAsync_AppendOfAnotherProcess_Wakes()
    {
        using RedisStore other = RedisStore.Connect(await _fixture.OptionsAsync(), Time);
        using var log = new RedisEventLog(other);
        int partition = Log.PartitionOf("u1");
        Task wait = Log.WaitForAppendAsync(partition, 0, Token).AsTask();
        Task anyone = Log.WaitForAppendAsync(partition, Token).AsTask();
        await log.AppendAsync([Events.Simple("a")], Token);
        await Task.WhenAll(wait, anyone).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task AppendAsync_ServerKilled_KeepsWhatWasAcknowledgedAndGoesOn()
    {
        using RedisServer server = await RedisServer.StartNewAsync();
        using RedisStore store = RedisStore.Connect(new RedisStorageOptions { ConnectionString = server.ConnectionString }, TimeProvider.System);
        using var log = new RedisEventLog(store);
        await log.AppendAsync([Events.Simple("a")], Token);
        server.Kill();
        Task<IReadOnlyList<AppendedEvent>> during = log.AppendAsync([Events.Simple("b")], Token);
        await server.StartAsync();

        // The connection mends itself; a call that had to wait too long is repeated, as clients do.
        IReadOnlyList<AppendedEvent> appended = await Record.ExceptionAsync(() => during) is StorageUnavailableException
            ? await log.AppendAsync([Events.Simple("b")], Token)
            : await during;
        Assert.Equal(2, Assert.Single(appended).Offset);
        Assert.Equal(["a", "b"], (await log.ReadAsync(log.PartitionOf("u1"), 0, 10, Token)).Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task AppendAsync_ServerGone_SaysSo()
    {
        using RedisServer server = await RedisServer.StartNewAsync();
        var options = new RedisStorageOptions { ConnectionString = server.ConnectionString, Timeout = TimeSpan.FromMilliseconds(200) };
        using RedisStore store = RedisStore.Connect(options, TimeProvider.System);
        using var log = new RedisEventLog(store);
        server.Kill();
        StorageUnavailableException error = await Assert.ThrowsAsync<StorageUnavailableException>(() => log.AppendAsync([Events.Simple("a")], Token));
        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_ServerFull_SaysWhatToDo()
    {
        using RedisServer server = await RedisServer.StartNewAsync("--maxmemory", "3mb");
        using RedisStore store = RedisStore.Connect(new RedisStorageOptions { ConnectionString = server.ConnectionString }, TimeProvider.System);
        using var log = new RedisEventLog(store);
        StorageUnavailableException error = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            for (int n = 0; n < 100_000; n++)
                await log.AppendAsync([Events.Simple($"{n}") with { Widget = new string('w', 5_000) }], Token);
        });
        Assert.Contains("maxmemory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appendfsync", "everysec")]
    [InlineData("appendonly", "no")]
    [InlineData("maxmemory-policy", "allkeys-lru")]
    public async Task Connect_ServerThatMayLoseEvents_IsRefused(string setting, string value)
    {
        using RedisServer server = await RedisServer.StartNewAsync("--" + setting, value);
        var options = new RedisStorageOptions { ConnectionString = server.ConnectionString };
        TandemException error = Assert.Throws<TandemException>(() => RedisStore.Connect(options, TimeProvider.System));
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
        options.Durability = RedisDurability.Unchecked;
        RedisStore.Connect(options, TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task Connect_OtherNumberOfPartitions_IsRefused()
    {
        RedisStorageOptions options = await _fixture.OptionsAsync();
        options.Partitions = 9;
        Assert.Contains("8 event partitions", Assert.Throws<TandemException>(() => RedisStore.Connect(options, Time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_NobodyThere_SaysSo()
    {
        var options = new RedisStorageOptions { ConnectionString = "127.0.0.1:" + FreePort.Find(), Timeout = TimeSpan.FromMilliseconds(300) };
        Assert.Contains("Redis cannot be used", Assert.Throws<TandemException>(() => RedisStore.Connect(options, TimeProvider.System)).Message, StringComparison.Ordinal);
    }
}
