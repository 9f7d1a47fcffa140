using System.Globalization;
using Tandem.Storage.Redis;
using Tandem.Storage.Tests.Redis;
using Tandem.Storage.Tests.Servers;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace Tandem.Storage.Tests.Redis;

/// <summary>One Redis server for all tests of the assembly, started by the first; every test has keys of its own.</summary>
public sealed class RedisFixture : IDisposable
{
    private readonly Lock _gate = new();
    private Task<RedisServer>? _server;

    public Task<RedisServer> ServerAsync()
    {
        lock (_gate)
            return _server ??= RedisServer.StartNewAsync();
    }

    public void Dispose()
    {
        if (_server is { IsCompletedSuccessfully: true })
            _server.Result.Dispose();
    }
}

/// <summary>A store with keys of its own that can be closed and opened again.</summary>
public sealed class RedisStoreFixture(RedisFixture redis) : IDisposable
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public ManualTime Time { get; } = new();

    public RedisStore Store { get; private set; } = null!;

    public async Task<RedisStore> OpenAsync() => Store = RedisStore.Connect(await OptionsAsync(), Time);

    public async Task<RedisStorageOptions> OptionsAsync() =>
        new() { ConnectionString = (await redis.ServerAsync()).ConnectionString, KeyPrefix = _prefix, Partitions = 8 };

    public ValueTask CloseAsync() => Store?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => Store?.Dispose();
}
