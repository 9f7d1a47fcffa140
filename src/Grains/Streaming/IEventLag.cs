namespace Tandem.Grains.Streaming;

/// <summary>How far the event stream is behind the log. Thread-safe.</summary>
public interface IEventLag
{
    /// <summary>Events that are accepted and not applied yet. Counted as offsets: events that were erased meanwhile count too.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellation = default);
}
