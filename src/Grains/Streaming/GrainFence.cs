using System.Collections.Concurrent;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Read-your-writes where the events are applied on other silos: the user's grain is asked to wait. It covers events that this process
/// accepted in the last <see cref="Kept"/>; what is older was applied long ago, or the stream is behind and waiting would not help.
/// Thread-safe.
/// </summary>
public sealed class GrainFence(IGrainFactory grains, TimeProvider time) : IReadYourWrites
{
    /// <summary>How long an accepted event is remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait in one call: a call to a silo that was killed ends by its own timeout only, so it must not have a long one.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Accepted> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<KeyValuePair<string, Accepted>> _order = new();

    /// <summary>Users that are remembered.</summary>
    public int Count => _accepted.Count;

    /// <inheritdoc/>
    public void Record(string userId, int partition, long offset)
    {
        Accepted accepted = new(offset, time.GetTimestamp());
        Accepted latest = _accepted.AddOrUpdate(userId, accepted, (_, known) => known.Offset > offset ? known : accepted);
        if (latest == accepted)
            _order.Enqueue(KeyValuePair.Create(userId, accepted));

        while (_order.TryPeek(out KeyValuePair<string, Accepted> oldest) && time.GetElapsedTime(oldest.Value.At) > Kept)
        {
            // Whoever takes it out, each entry is looked at once; a later event of the user keeps its own.
            if (_order.TryDequeue(out oldest))
                _accepted.TryRemove(oldest);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(string userId, TimeSpan timeout, CancellationToken cancellation = default)
    {
        if (!_accepted.TryGetValue(userId, out Accepted accepted))
            return true;

        IUserGrain user = grains.GetGrain<IUserGrain>(userId);
        long started = time.GetTimestamp();
        TimeSpan left = timeout;
        while (!await user.WaitForAsync(accepted.Offset, left < LongestCall ? left : LongestCall).WaitAsync(cancellation))
        {
            left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return false;
        }

        _accepted.TryRemove(KeyValuePair.Create(userId, accepted));
        return true;
    }

    /// <inheritdoc/>
    public void Forget(string userId) => _accepted.TryRemove(userId, out _);

    private readonly record struct Accepted(long Offset, long At);
}
