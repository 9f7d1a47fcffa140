using System.Collections.Concurrent;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Read-your-writes: remembers which users have accepted events that are not applied yet, and lets a query for such a user wait for them.
/// Costs one dictionary look-up when nothing is pending. Holds at most one entry a user with events in flight. It covers events that this
/// process accepted, in partitions that this process reads.
/// </summary>
public sealed class AppendFence(EventPartitions partitions, TimeProvider time) : IReadYourWrites
{
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    /// <summary>Users with events in flight.</summary>
    public int Count => _pending.Count;

    /// <inheritdoc/>
    public void Record(string userId, int partition, long offset)
    {
        if (!partitions[partition].Reading || partitions[partition].IsApplied(userId, offset))
            return;

        Pending latest = _pending.AddOrUpdate(
            userId,
            static (_, added) => new Pending(added.partition, added.offset, new ApplySignal()),
            static (_, known, added) => known.Offset >= added.offset ? known : known with { Offset = added.offset },
            (partition, offset));

        // It may have been applied between the check and the entry; then nobody else would take the entry out.
        if (partitions[partition].IsApplied(userId, latest.Offset))
            Release(userId, latest);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(string userId, TimeSpan timeout, CancellationToken cancellation = default) =>
        _pending.TryGetValue(userId, out Pending? entry) ? new(WaitForAsync(userId, entry, timeout, cancellation)) : new(true);

    /// <inheritdoc/>
    public void Forget(string userId)
    {
        if (_pending.TryRemove(userId, out Pending? entry))
            entry.Signal.Raise(long.MaxValue);
    }

    /// <summary>All events of the user up to this offset are applied.</summary>
    internal void Applied(string userId, long offset)
    {
        if (!_pending.TryGetValue(userId, out Pending? entry))
            return;

        if (entry.Offset <= offset)
            Release(userId, entry);
        else
            entry.Signal.Raise(offset);
    }

    private async Task<bool> WaitForAsync(string userId, Pending entry, TimeSpan timeout, CancellationToken cancellation)
    {
        if (partitions[entry.Partition].IsApplied(userId, entry.Offset))
            Release(userId, entry);

        Task over = Task.Delay(timeout, time, cancellation);
        while (true)
        {
            Task raised = entry.Signal.Raised;
            if (entry.Signal.AppliedTo >= entry.Offset)
                return true;

            if (await Task.WhenAny(raised, over) == over)
            {
                cancellation.ThrowIfCancellationRequested();
                return entry.Signal.AppliedTo >= entry.Offset;
            }
        }
    }

    /// <summary>Takes the entry out unless a later event of the user has replaced it.</summary>
    private void Release(string userId, Pending entry)
    {
        _pending.TryRemove(KeyValuePair.Create(userId, entry));
        entry.Signal.Raise(entry.Offset);
    }

    /// <summary>The last accepted event of a user; entries that replace each other share the signal.</summary>
    private sealed record Pending(int Partition, long Offset, ApplySignal Signal);
}
