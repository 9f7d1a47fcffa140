using System.Collections.Concurrent;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Read-your-writes: remembers which users have accepted events that the pump has not applied yet, and lets a query for such a user
/// wait for them. Costs one dictionary look-up when nothing is pending. Holds at most one entry a user with events in flight.
/// Silo-local: it covers events that were accepted by this process.
/// </summary>
public sealed class AppendFence(PumpPositions positions, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    /// <summary>Users with events in flight.</summary>
    public int Count => _pending.Count;

    /// <summary>Notes that a user's event at this offset was accepted.</summary>
    public void Record(string userId, int partition, long offset)
    {
        Pending entry = new(partition, offset);
        if (Passed(entry))
            return;

        Pending latest = _pending.AddOrUpdate(userId, entry, (_, known) => known.Offset >= offset ? known : entry);

        // The pump may have passed between the check and the entry; then nobody else would take the entry out.
        if (Passed(latest))
            _pending.TryRemove(KeyValuePair.Create(userId, latest));
    }

    /// <summary>Waits until the user's accepted events are applied, or until <paramref name="timeout"/> is over.</summary>
    /// <returns>False if the time was over first.</returns>
    public ValueTask<bool> WaitAsync(string userId, TimeSpan timeout, CancellationToken cancellation = default) =>
        _pending.TryGetValue(userId, out Pending entry) ? new(WaitForAsync(entry, timeout, cancellation)) : new(true);

    /// <summary>Nobody waits for this user's events any more: they were erased.</summary>
    public void Forget(string userId) => _pending.TryRemove(userId, out _);

    /// <summary>Takes out the entries of users whose events the pump has just applied.</summary>
    internal void Release(IEnumerable<string> userIds)
    {
        foreach (string userId in userIds)
        {
            if (_pending.TryGetValue(userId, out Pending entry) && Passed(entry))
                _pending.TryRemove(KeyValuePair.Create(userId, entry));
        }
    }

    private async Task<bool> WaitForAsync(Pending entry, TimeSpan timeout, CancellationToken cancellation)
    {
        Task over = Task.Delay(timeout, time, cancellation);
        while (true)
        {
            Task moved = positions.MovedAsync(entry.Partition);
            if (Passed(entry))
                return true;

            if (await Task.WhenAny(moved, over) == over)
            {
                cancellation.ThrowIfCancellationRequested();
                return Passed(entry);
            }
        }
    }

    private bool Passed(Pending entry) => positions.PositionOf(entry.Partition) >= entry.Offset;

    private readonly record struct Pending(int Partition, long Offset);
}
