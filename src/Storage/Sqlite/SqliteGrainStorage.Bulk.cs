using System.Buffers;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

public sealed partial class SqliteGrainStorage
{
    private const string Upsert =
        "INSERT INTO grain_states (grain_id, state_name, etag, payload) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (grain_id, state_name) DO UPDATE SET etag = excluded.etag, payload = excluded.payload";

    private const int ProgressEvery = 1000;

    /// <summary>
    /// Writes many states in one transaction, all or none, over whatever is stored. For offline work: it asks for no ETag, and a grain that
    /// is active with an older state will fail at its next write and has to be activated anew. The sequence is enumerated on the writer's
    /// thread while other writes wait, and must not use the store.
    /// </summary>
    /// <returns>How many states were written.</returns>
    public Task<long> WriteManyAsync<T>(
        IEnumerable<GrainStateEntry<T>> entries, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return _store.WriteAsync(
            (Storage: this, entries, progress, cancellation),
            static (transaction, state) => state.Storage.WriteMany(transaction, state.entries, state.progress, state.cancellation),
            alone: true,
            cancellation: cancellation);
    }

    private long WriteMany<T>(
        WriteTransaction transaction, IEnumerable<GrainStateEntry<T>> entries, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        int total = entries.TryGetNonEnumeratedCount(out int count) ? count : 0;
        var payload = new ArrayBufferWriter<byte>(16 * 1024);
        SqliteStatement upsert = transaction.Prepare(Upsert);
        long done = 0;
        foreach (GrainStateEntry<T> entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            payload.ResetWrittenCount();
            _serializer.Serialize(entry.State, payload);
            upsert.Bind(1, entry.GrainId.ToString()).Bind(2, entry.StateName).Bind(3, transaction.Next(_etags)).Bind(4, payload.WrittenSpan).Run();
            if (++done % ProgressEvery == 0)
                progress?.Report(new ProgressReport("Writing grain states", done, total));
        }

        progress?.Report(new ProgressReport("Writing grain states", done, Math.Max(done, total)));
        return done;
    }
}
