using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Redis.Backup;

namespace Tandem.Storage.Redis;

/// <summary>What backups need: all keys, whatever they are.</summary>
public sealed partial class RedisStore
{
    private const int KeysPage = 1000;

    private string Begin => $"{{{_prefix}:";

    /// <summary>Keys of the store whose part begins so, in no order; one that comes or goes meanwhile may be among them.</summary>
    internal async IAsyncEnumerable<RedisKey> KeysAsync(string part, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (IServer server in _connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            // Braces and letters only: nothing in it is a pattern.
            IAsyncEnumerable<RedisKey> keys = server.KeysAsync(Database.Database, $"{Begin}{part}*", KeysPage);
            await foreach (RedisKey key in keys.WithCancellation(cancellation).ConfigureAwait(false))
                yield return key;
        }
    }

    /// <summary>A call without an answer.</summary>
    internal Task DoAsync(Func<IDatabase, Task> call, CancellationToken cancellation) => CallAsync(
        async database =>
        {
            await call(database).ConfigureAwait(false);
            return true;
        },
        cancellation);

    internal string WithoutPrefix(RedisKey key) => ((string)key!)[Begin.Length..];

    internal RedisKey WithPrefix(string rest) => Begin + rest;

    /// <summary>Says that the store is Tandem's, and with how many partitions, unless it says so already.</summary>
    internal void WriteSettings()
    {
        Database.HashSet(Settings, PartitionsField, Partitions.ToString(CultureInfo.InvariantCulture), When.NotExists);
        Database.HashSet(Settings, SchemaField, Schema, When.NotExists);
    }

    private void RefuseUnfinishedRestore()
    {
        if (Database.KeyExists(RestoreMarker.KeyOf(this)))
            throw new TandemException($"Redis at {Name} has an unfinished restore under the prefix '{_prefix}'. Run `tandem restore` with the same backup again.");
    }
}
