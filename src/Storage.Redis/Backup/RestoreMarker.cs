using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Storage.Redis.Backup;

/// <summary>Says, in Redis, that a restore is not finished, and which parts it has: no process starts on half a cluster.</summary>
internal sealed class RestoreMarker(RedisStore store, Guid backup)
{
    private const string BackupField = "backup";

    private readonly RedisKey _key = KeyOf(store);

    /// <summary>The marker of a store.</summary>
    public static RedisKey KeyOf(RedisStore store) => store.Key("restore", "store");

    /// <summary>True if this backup's restore was begun.</summary>
    /// <exception cref="TandemException">Another's was.</exception>
    public async Task<bool> ExistsAsync()
    {
        RedisValue found = await store.CallAsync(database => database.HashGetAsync(_key, BackupField), CancellationToken.None).ConfigureAwait(false);
        if (!found.IsNull && found != backup.ToString())
            throw new TandemException($"Redis at {store.Name} has an unfinished restore of another backup, {found}. Restore that one, or empty the server.");
        return !found.IsNull;
    }

    public Task BeginAsync() => SetAsync(BackupField, backup.ToString());

    public Task<bool> HasAsync(string part) => store.CallAsync(database => database.HashExistsAsync(_key, part), CancellationToken.None);

    public Task AddAsync(string part) => SetAsync(part, 1);

    /// <summary>From now on the cluster may start.</summary>
    public async Task EndAsync()
    {
        store.WriteSettings();
        await store.CallAsync(database => database.KeyDeleteAsync(_key), CancellationToken.None).ConfigureAwait(false);
    }

    private Task<bool> SetAsync(RedisValue field, RedisValue value) =>
        store.CallAsync(database => database.HashSetAsync(_key, field, value), CancellationToken.None);
}
