using StackExchange.Redis;

namespace Tandem.Storage.Redis;

public sealed partial class RedisExampleLog
{
    /// <summary>Forgets everything, and goes on after an offset.</summary>
    internal async Task ClearAsync(long last, CancellationToken cancellation)
    {
        // An entry's id cannot be given twice, not even after its deletion, unless the stream goes.
        await _store.CallAsync(database => database.KeyDeleteAsync([_log, _labels]), cancellation).ConfigureAwait(false);
        await _store.CallAsync(database => database.StringSetAsync(_last, last), cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores an entry as it was.</summary>
    internal async Task PutBackAsync(long offset, byte[] userId, byte[] kept, byte[] payload, CancellationToken cancellation)
    {
        NameValueEntry[] fields = [new("u", userId), new("k", kept), new("p", payload)];
        Task<RedisValue> added = _store.CallAsync(database => database.StreamAddAsync(_log, fields, StreamEntries.IdOf(offset)), cancellation);
        HashEntry[] labels = [.. (Decode(userId, kept, payload)?.Labels ?? []).Select(label => new HashEntry(label.EventId, offset))];
        if (labels.Length > 0)
            await _store.DoAsync(database => database.HashSetAsync(_labels, labels), cancellation).ConfigureAwait(false);
        await added.ConfigureAwait(false);
    }
}
