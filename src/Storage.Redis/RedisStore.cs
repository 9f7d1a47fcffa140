using System.Globalization;
using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Storage.Redis;

/// <summary>
/// One connection to Redis that the logs and the grain storage share. It mends itself after a loss; calls wait for that up to the timeout.
/// Thread-safe.
/// </summary>
public sealed partial class RedisStore : IAsyncDisposable, IDisposable
{
    private const string Schema = "1";
    private const string SchemaField = "schema";
    private const string PartitionsField = "partitions";

    private readonly ConnectionMultiplexer _connection;
    private readonly string _prefix;

    private RedisStore(string prefix, int partitions, ConnectionMultiplexer connection, TimeProvider time)
    {
        _prefix = prefix;
        _connection = connection;
        Time = time;
        Partitions = partitions;
        Database = connection.GetDatabase();
        Name = string.Join(',', connection.GetEndPoints().Select(static point => point.ToString()));
    }

    /// <summary>Number of partitions of the event log.</summary>
    public int Partitions { get; }

    internal TimeProvider Time { get; }

    internal IDatabase Database { get; }

    /// <summary>The servers, for messages; no password is in it.</summary>
    internal string Name { get; }

    /// <summary>Connects, and checks that the server keeps what it is given.</summary>
    /// <exception cref="TandemException">It cannot be reached, does not promise the durability, or belongs to another number of partitions.</exception>
    public static RedisStore Connect(RedisStorageOptions options, TimeProvider time) =>
        Connect(options, time, static (connection, options, time) =>
        {
            RedisServerCheck.Check(connection, options.Durability);
            var store = new RedisStore(options.KeyPrefix, options.Partitions, connection, time);
            store.CheckSettings();
            return store;
        });

    /// <summary>Connects to a cluster as it is, whatever its number of partitions.</summary>
    /// <exception cref="TandemException">It cannot be reached, or there is no cluster under the prefix.</exception>
    internal static RedisStore ConnectToBackUp(RedisStorageOptions options, TimeProvider time) =>
        Connect(options, time, static (connection, options, time) =>
        {
            var unknown = new RedisStore(options.KeyPrefix, 0, connection, time);
            unknown.RefuseUnfinishedRestore();
            RedisValue partitions = unknown.Database.HashGet(unknown.Settings, PartitionsField);
            return partitions.IsNull
                ? throw new TandemException($"Redis at {unknown.Name} has no cluster under the prefix '{options.KeyPrefix}'.")
                : new RedisStore(options.KeyPrefix, (int)partitions, connection, time);
        });

    /// <summary>Connects to a server that is to become a cluster with so many partitions.</summary>
    /// <exception cref="TandemException">It cannot be reached, or does not promise the durability.</exception>
    internal static RedisStore ConnectToRestore(RedisStorageOptions options, int partitions, TimeProvider time) =>
        Connect(options, time, (connection, options, time) =>
        {
            RedisServerCheck.Check(connection, options.Durability);
            return new RedisStore(options.KeyPrefix, partitions, connection, time);
        });

    private static RedisStore Connect(
        RedisStorageOptions options, TimeProvider time, Func<ConnectionMultiplexer, RedisStorageOptions, TimeProvider, RedisStore> open)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = ConnectionMultiplexer.Connect(Configuration(options));
            return open(connection, options, time);
        }
        catch (Exception error)
        {
            connection?.Dispose();
            if (error is RedisException or RedisTimeoutException or ArgumentException)
                throw new TandemException($"Redis cannot be used: {error.Message} Check the address, the password and that the server runs.", error);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>A key; all keys with the same part lie on the same server of a Redis Cluster, so a script may use them together.</summary>
    internal RedisKey Key(string part, string name) => $"{{{_prefix}:{part}}}:{name}";

    internal RedisChannel Channel(string part, string name) => RedisChannel.Literal((string)Key(part, name)!);

    internal Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellation) =>
        CallAsync(database => database.ScriptEvaluateAsync(script, keys, values), cancellation);

    /// <summary>One call; it is not started when cancelled, and not given up once it was sent: nobody would know what became of it.</summary>
    /// <exception cref="StorageUnavailableException">Redis did not answer, or refused.</exception>
    internal async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await call(Database).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            throw RedisErrors.Describe(error, Name);
        }
    }

    /// <summary>Calls back for every message of a channel, until the store is disposed. What is sent while the connection is lost is missed.</summary>
    internal void Subscribe(RedisChannel channel, Action<RedisValue> received) =>
        _connection.GetSubscriber().Subscribe(channel, (_, value) => received(value));

    internal void Unsubscribe(RedisChannel channel)
    {
        if (_connection.IsConnected)
            _connection.GetSubscriber().Unsubscribe(channel, flags: CommandFlags.FireAndForget);
    }

    private RedisKey Settings => Key("settings", "store");

    private static ConfigurationOptions Configuration(RedisStorageOptions options)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(options.ConnectionString);
        int timeout = (int)options.Timeout.TotalMilliseconds;
        configuration.ClientName = "tandem";
        configuration.AbortOnConnectFail = true;
        configuration.AsyncTimeout = timeout;
        configuration.SyncTimeout = timeout;
        configuration.ConnectTimeout = timeout;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);
        return configuration;
    }

    private void CheckSettings()
    {
        RefuseUnfinishedRestore();
        WriteSettings();
        string partitions = Partitions.ToString(CultureInfo.InvariantCulture);
        RedisValue[] stored = Database.HashGet(Settings, [PartitionsField, SchemaField]);
        if (stored[1] != Schema)
        {
            throw new TandemException(
                $"Redis at {Name} has the schema {stored[1]} under the prefix '{_prefix}', this program knows {Schema}. It was used by a newer Tandem: run that one.");
        }

        if (stored[0] != partitions)
        {
            throw new TandemException(
                $"Redis at {Name} has {stored[0]} event partitions under the prefix '{_prefix}', the option says {partitions}. Set it to {stored[0]}: users would change partitions and lose their order.");
        }
    }
}
