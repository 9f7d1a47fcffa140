using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>How far the event stream of this silo is behind the log. Thread-safe.</summary>
public sealed class EventLag : IEventLag, IHostedService
{
    private readonly IEventLog _log;
    private readonly EventPartitions _partitions;
    private long _last;

    private readonly IMeterFactory _meters;

    public EventLag(IEventLog log, EventPartitions partitions, IMeterFactory meters)
    {
        _log = log;
        _partitions = partitions;
        _meters = meters;
    }

    /// <summary>From the start on, also before the first event: an alert on a figure that is not there never fires.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meters.Create(GrainInstruments.MeterName).CreateObservableGauge(
            "tandem.events.lag", Observe, "{event}", "Events that are accepted and not applied, in the partitions that this silo reads.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Events that are accepted and not applied yet, in the partitions that this silo reads. Counted as offsets: events that were erased
    /// meanwhile count until the stream has passed them.
    /// </summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellation = default)
    {
        long behind = 0;
        for (int partition = 0; partition < _log.Partitions; partition++)
        {
            if (_partitions[partition].Reading)
                behind += await _log.LastOffsetAsync(partition, cancellation) - _partitions[partition].Position;
        }

        Volatile.Write(ref _last, behind);
        return behind;
    }

    /// <summary>A remote log may not answer at once; then the figure is the last one that an append found.</summary>
    private long Observe()
    {
        ValueTask<long> counting = CountAsync();
        return counting.IsCompletedSuccessfully ? counting.Result : Volatile.Read(ref _last);
    }
}
