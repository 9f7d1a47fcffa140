namespace Tandem.Grains.Streaming;

/// <summary>
/// Spaces the reads of a partition, so that under load one read brings many events: a read costs the same for one event as for many. The
/// first event after a quiet while is read at once, and who is behind does not wait. Not thread-safe.
/// </summary>
/// <param name="spacing">Shortest time between two reads that find events; zero never waits.</param>
internal sealed class ReadPacer(TimeSpan spacing, TimeProvider time)
{
    private long? _lastRead;

    /// <summary>How long the next read should still wait; zero or less for not at all.</summary>
    public TimeSpan Remaining => _lastRead is { } last ? spacing - time.GetElapsedTime(last) : TimeSpan.Zero;

    /// <summary>A read found events.</summary>
    /// <param name="full">It found as many as it asked for, so more may be there.</param>
    public void Found(bool full) => _lastRead = full ? null : time.GetTimestamp();
}
