using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// The lag of the whole cluster, from what the log and the stored positions say; looked up at most every <see cref="Interval"/>, by one
/// caller, while the others take the last figure. Thread-safe.
/// </summary>
public sealed class LogLag(IEventLog log, TimeProvider time) : IEventLag
{
    /// <summary>Age up to which a figure is good enough.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long _last;
    private long _lookedAt = long.MinValue;

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellation = default)
    {
        long lookedAt = Volatile.Read(ref _lookedAt);
        if (lookedAt != long.MinValue && time.GetElapsedTime(lookedAt) < Interval)
            return Volatile.Read(ref _last);

        if (Interlocked.CompareExchange(ref _lookedAt, time.GetTimestamp(), lookedAt) != lookedAt)
            return Volatile.Read(ref _last);

        long[] behind = await Task.WhenAll(Enumerable.Range(0, log.Partitions).Select(partition => BehindAsync(partition, cancellation)));
        Volatile.Write(ref _last, behind.Sum());
        return Volatile.Read(ref _last);
    }

    private async Task<long> BehindAsync(int partition, CancellationToken cancellation)
    {
        // The position first: the log only grows, so the difference is never negative.
        long position = await log.GetCursorAsync(TandemStorageNames.UsersConsumer, partition, cancellation);
        return await log.LastOffsetAsync(partition, cancellation) - position;
    }
}
