using Orleans.Streams;

namespace Tandem.Grains.Streaming;

/// <summary>
/// The deliveries to one user. Its agent asks for the next one after the current one was applied, or after it was reported as failed.
/// </summary>
internal sealed class EventCacheCursor(EventCache cache, StreamId streamId) : IQueueCacheCursor
{
    private UserEventBatch? _current;

    public bool MoveNext()
    {
        if (_current is { } applied)
            cache.Applied(applied.Events);

        _current = cache.Next(streamId);
        return _current is not null;
    }

    public IBatchContainer GetCurrent(out Exception exception)
    {
        exception = null!;
        return _current!;
    }

    public void RecordDeliveryFailure()
    {
        if (_current is { } failed)
            cache.Failed(failed);

        _current = null;
    }

    public void Refresh(StreamSequenceToken token)
    {
        // The next MoveNext sees whatever came meanwhile.
    }

    public void Dispose()
    {
        if (_current is { } undecided)
            cache.Return(streamId, undecided.Events);

        _current = null;
    }
}
