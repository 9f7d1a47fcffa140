using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// Grain state in a <see cref="SqliteStore"/>, in Orleans' binary format, keyed by state name and grain id. An ETag is a number that the
/// store never gives twice, so a state that was cleared and written anew conflicts with those who knew the old one. Thread-safe.
/// </summary>
public sealed partial class SqliteGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string Select = "SELECT etag, payload FROM grain_states WHERE grain_id = ?1 AND state_name = ?2";
    private const string SelectEtag = "SELECT etag FROM grain_states WHERE grain_id = ?1 AND state_name = ?2";

    private const string Insert =
        "INSERT INTO grain_states (grain_id, state_name, etag, payload) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (grain_id, state_name) DO NOTHING";

    private const string Update = "UPDATE grain_states SET etag = ?3, payload = ?4 WHERE grain_id = ?1 AND state_name = ?2 AND etag = ?5";
    private const string Delete = "DELETE FROM grain_states WHERE grain_id = ?1 AND state_name = ?2 AND etag = ?3";

    /// <summary>No stored ETag has this value; they start at 1.</summary>
    private const long NoEtag = 0;

    private readonly SqliteStore _store;
    private readonly Serializer _serializer;
    private readonly IActivatorProvider _activators;
    private readonly HighWaterMark _etags;

    /// <summary>Storage over an open store; the store is not disposed with it.</summary>
    public SqliteGrainStorage(SqliteStore store, Serializer serializer, IActivatorProvider activators)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(activators);
        _store = store;
        _serializer = serializer;
        _activators = activators;
        _etags = store.Marks.Get("etags");
    }

    /// <summary>
    /// Storage without a silo, for offline work on a store. The serializer knows the types of the assemblies that are loaded or referenced.
    /// </summary>
    public static SqliteGrainStorage WithoutSilo(SqliteStore store)
    {
        ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new SqliteGrainStorage(store, services.GetRequiredService<Serializer>(), services.GetRequiredService<IActivatorProvider>());
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        (long etag, T? state) = await _store.ReadAsync(
            (Storage: this, stateName, grain: grainId.ToString()),
            static (session, key) => key.Storage.Find<T>(session, key.stateName, key.grain)).ConfigureAwait(false);
        grainState.State = etag == NoEtag ? Create<T>() : state!;
        grainState.ETag = Format(etag);
        grainState.RecordExists = etag != NoEtag;
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The stored state is not the one that this ETag came with.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var write = new StateWrite(_etags, stateName, grainId.ToString(), Parse(grainState.ETag), _serializer.SerializeToArray(grainState.State));
        long etag = await _store.WriteAsync(write, static (transaction, state) => state.Apply(transaction)).ConfigureAwait(false);
        if (etag == NoEtag)
            throw await ConflictAsync("write", stateName, grainId, grainState.ETag).ConfigureAwait(false);
        grainState.ETag = Format(etag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">The stored state is not the one that this ETag came with.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        bool cleared = await _store.WriteAsync(
            (stateName, grain: grainId.ToString(), etag: Parse(grainState.ETag)),
            static (transaction, state) =>
            {
                if (state.etag == NoEtag)
                    return transaction.Prepare(SelectEtag).Bind(1, state.grain).Bind(2, state.stateName).Scalar() is null;
                return transaction.RunErasing(transaction.Prepare(Delete).Bind(1, state.grain).Bind(2, state.stateName).Bind(3, state.etag)) == 1;
            }).ConfigureAwait(false);
        if (!cleared)
            throw await ConflictAsync("clear", stateName, grainId, grainState.ETag).ConfigureAwait(false);
        grainState.State = Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);

        // Being resolved for the lifecycle opens the store, so a bad file stops the silo before it joins.
        observer.Subscribe(nameof(SqliteGrainStorage), ServiceLifecycleStage.RuntimeStorageServices, static _ => Task.CompletedTask, _store.FlushAsync);
    }

    private (long Etag, T? State) Find<T>(SqliteSession session, string stateName, string grain)
    {
        SqliteStatement select = session.Prepare(Select).Bind(1, grain).Bind(2, stateName);
        try
        {
            return select.Step() ? (select.Int64(0), _serializer.Deserialize<T>(select.Blob(1))) : (NoEtag, default);
        }
        finally
        {
            select.Reset();
        }
    }

    private async Task<InconsistentStateException> ConflictAsync(string verb, string stateName, GrainId grainId, string? current)
    {
        long stored = await _store.ReadAsync(
            (stateName, grain: grainId.ToString()),
            static (session, key) => session.Prepare(SelectEtag).Bind(1, key.grain).Bind(2, key.stateName).Scalar() ?? NoEtag).ConfigureAwait(false);
        return new InconsistentStateException(
            $"Could not {verb} the state '{stateName}' of {grainId} in '{_store.Path}': somebody else changed it since it was read.", Format(stored) ?? "(none)", current ?? "(none)");
    }

    private T Create<T>() => _activators.GetActivator<T>().Create();

    private static string? Format(long etag) => etag == NoEtag ? null : etag.ToString(CultureInfo.InvariantCulture);

    // Another store's ETag becomes -1, which matches nothing.
    private static long Parse(string? etag)
    {
        if (string.IsNullOrEmpty(etag))
            return NoEtag;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > NoEtag ? value : -1;
    }

    private readonly record struct StateWrite(HighWaterMark Etags, string StateName, string Grain, long Expected, byte[] Payload)
    {
        /// <summary>The new ETag; <see cref="NoEtag"/> when the expected one is not the stored one.</summary>
        public long Apply(WriteTransaction transaction)
        {
            // A number that a conflict leaves unused is lost, which does no harm.
            long etag = transaction.Next(Etags);
            SqliteStatement statement = transaction.Prepare(Expected == NoEtag ? Insert : Update)
                .Bind(1, Grain).Bind(2, StateName).Bind(3, etag).Bind(4, Payload);
            if (Expected != NoEtag)
                statement.Bind(5, Expected);
            return statement.Run() == 1 ? etag : NoEtag;
        }
    }
}
