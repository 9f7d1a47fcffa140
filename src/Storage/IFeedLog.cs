namespace Tandem.Storage;

/// <summary>Named append-only logs of small records: the catalogue feed, live items, dead letters. Same durability as the event log.</summary>
public interface IFeedLog
{
    /// <summary>Appends one record under a key; completes when durable. Returns its offset.</summary>
    Task<long> AppendAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default);

    /// <summary>Appends one record and removes the earlier ones of its key, in one step: the topic keeps the latest of each key. Returns its offset.</summary>
    Task<long> ReplaceAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default);

    /// <summary>The latest record of a key; null if there is none.</summary>
    Task<FeedRecord?> FindAsync(string topic, string key, CancellationToken cancellation = default);

    /// <summary>Records with an offset greater than <paramref name="after"/>, ascending.</summary>
    Task<IReadOnlyList<FeedRecord>> ReadAsync(string topic, long after, int count, CancellationToken cancellation = default);

    /// <summary>Removes one record (a dead letter that was replayed). Nothing happens if it is gone.</summary>
    Task RemoveAsync(string topic, long offset, CancellationToken cancellation = default);
}
