using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using StackExchange.Redis;

namespace Tandem.Storage.Redis;

/// <summary>
/// Grain state in Redis, in Orleans' binary format: one string for each state, 16 bytes of ETag and the state. An ETag is random and never
/// given twice, so a state that was cleared and written anew conflicts with those who knew the old one. Thread-safe.
/// </summary>
public sealed class RedisGrainStorage(RedisStore store, Serializer serializer, IActivatorProvider activators) : IGrainStorage
{
    private const int EtagBytes = 16;

    /// <summary>KEYS state. ARGV expected ETag or nothing, ETag and state. Gives nil, or the stored ETag if it is another ('' if there is none).</summary>
    private const string Write =
        """
        local stored = redis.call('GETRANGE', KEYS[1], 0, 15)
        if stored ~= ARGV[1] then
          return stored
        end
        redis.call('SET', KEYS[1], ARGV[2])
        return nil
        """;

    /// <summary>KEYS state. ARGV expected ETag or nothing. Gives nil, or the stored ETag if it is another.</summary>
    private const string Clear =
        """
        local stored = redis.call('GETRANGE', KEYS[1], 0, 15)
        if stored ~= ARGV[1] then
          return stored
        end
        redis.call('DEL', KEYS[1])
        return nil
        """;

    /// <summary>Storage without a silo, for offline work. The serializer knows the types of the assemblies that are loaded or referenced.</summary>
    public static RedisGrainStorage WithoutSilo(RedisStore store)
    {
        ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new RedisGrainStorage(store, services.GetRequiredService<Serializer>(), services.GetRequiredService<IActivatorProvider>());
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        RedisValue stored = await store.CallAsync(database => database.StringGetAsync(KeyOf(stateName, grainId)), CancellationToken.None).ConfigureAwait(false);
        grainState.RecordExists = !stored.IsNull;
        if (stored.IsNull)
        {
            grainState.State = Create<T>();
            grainState.ETag = null;
            return;
        }

        ReadOnlyMemory<byte> bytes = stored;
        grainState.State = serializer.Deserialize<T>(bytes[EtagBytes..])!;
        grainState.ETag = Convert.ToHexStringLower(bytes.Span[..EtagBytes]);
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The stored state is not the one that this ETag came with.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        byte[] etag = Guid.NewGuid().ToByteArray();
        byte[] stored = [.. etag, .. serializer.SerializeToArray(grainState.State)];
        await ChangeAsync("write", Write, stateName, grainId, grainState.ETag, stored).ConfigureAwait(false);
        grainState.ETag = Convert.ToHexStringLower(etag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The stored state is not the one that this ETag came with.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        await ChangeAsync("clear", Clear, stateName, grainId, grainState.ETag, RedisValue.Null).ConfigureAwait(false);
        grainState.State = Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private async Task ChangeAsync(string verb, string script, string stateName, GrainId grainId, string? etag, RedisValue stored)
    {
        RedisValue[] arguments = stored.IsNull ? [Parse(etag)] : [Parse(etag), stored];
        RedisResult conflict = await store.EvaluateAsync(script, [KeyOf(stateName, grainId)], arguments, CancellationToken.None).ConfigureAwait(false);
        if (conflict.IsNull)
            return;

        byte[] found = (byte[])conflict!;
        throw new InconsistentStateException(
            $"Could not {verb} the state '{stateName}' of {grainId} in Redis at {store.Name}: somebody else changed it since it was read.",
            found.Length == 0 ? "(none)" : Convert.ToHexStringLower(found),
            etag ?? "(none)");
    }

    private RedisKey KeyOf(string stateName, GrainId grainId) => store.Key($"state:{stateName}:{grainId}", "state");

    private T Create<T>() => activators.GetActivator<T>().Create();

    // Another store's ETag becomes one that matches nothing.
    private static byte[] Parse(string? etag)
    {
        if (string.IsNullOrEmpty(etag))
            return [];
        return Guid.TryParseExact(etag, "N", out _) ? Convert.FromHexString(etag) : [0];
    }
}
