using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Interfaces.Archive;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Archive;

/// <summary>Writes the archive at every full interval; each silo the partitions that it reads.</summary>
internal sealed partial class EventArchiver(
    EventArchive archive,
    IGrainFactory grains,
    IEventLog log,
    EventPartitions partitions,
    IOptions<EventArchiveOptions> options,
    TimeProvider time,
    ILogger<EventArchiver> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (int partition = 0; options.Value.Enabled && partition < log.Partitions; partition++)
                await archive.HoldLogAsync(partition, stoppingToken);

            while (true)
            {
                await Task.Delay(UntilNext(), time, stoppingToken);
                for (int partition = 0; partition < log.Partitions; partition++)
                    await WriteAsync(partition, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private TimeSpan UntilNext()
    {
        TimeSpan ofDay = time.GetUtcNow().UtcDateTime.TimeOfDay;
        return options.Value.Interval - new TimeSpan(ofDay.Ticks % options.Value.Interval.Ticks);
    }

    private async Task WriteAsync(int partition, CancellationToken stopping)
    {
        if (!partitions[partition].Reading)
            return;

        try
        {
            if (options.Value.Enabled)
                await grains.GetGrain<IEventArchiveGrain>(partition).WriteAsync().WaitAsync(stopping);
            else
                await archive.PassAsync(partition, stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The position stays, so the log keeps everything until the archive has it.
            LogWriteFailed(partition, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Events of partition {Partition} cannot be archived; trying again at the next interval.")]
    private partial void LogWriteFailed(int partition, Exception error);
}
