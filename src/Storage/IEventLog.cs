using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// A durable log of events, partitioned by user. Offsets grow within a partition and are never used twice. Thread-safe.
/// </summary>
public interface IEventLog
{
    /// <summary>Number of partitions, fixed for the life of the store.</summary>
    int Partitions { get; }

    /// <summary>The partition of a user: stable over restarts and machines.</summary>
    int PartitionOf(string userId);

    /// <summary>
    /// Appends; completes only when the events are durable (they survive the process being killed and, with full synchronisation,
    /// power loss). Concurrent calls share one commit. An event whose id is already in the log is a duplicate and is not stored again.
    /// </summary>
    Task<IReadOnlyList<AppendedEvent>> AppendAsync(IReadOnlyList<ShopEvent> events, CancellationToken cancellation = default);

    /// <summary>Events of a partition with an offset greater than <paramref name="after"/>, ascending, at most <paramref name="count"/>.</summary>
    Task<IReadOnlyList<LoggedEvent>> ReadAsync(int partition, long after, int count, CancellationToken cancellation = default);

    /// <summary>Offset of the last event that the partition was ever given, also when it has been trimmed since; 0 before the first.</summary>
    Task<long> LastOffsetAsync(int partition, CancellationToken cancellation = default);

    /// <summary>The offset up to which a consumer's effects are stored; 0 before the first.</summary>
    Task<long> GetCursorAsync(string consumer, int partition, CancellationToken cancellation = default);

    /// <summary>Stores a consumer's position; call it after the effect is stored. Never moves back.</summary>
    Task SetCursorAsync(string consumer, int partition, long offset, CancellationToken cancellation = default);

    /// <summary>Completes when something may have been appended since the last call; a wake-up, not a guarantee.</summary>
    ValueTask WaitForAppendAsync(int partition, CancellationToken cancellation);

    /// <summary>
    /// Completes once the partition has an offset greater than <paramref name="after"/>, at once if it has. With several consumers of a
    /// partition prefer this one: no wake-up can be taken by somebody else.
    /// </summary>
    ValueTask WaitForAppendAsync(int partition, long after, CancellationToken cancellation) => WaitForAppendAsync(partition, cancellation);
}
