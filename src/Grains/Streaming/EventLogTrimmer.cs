using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Keeps the event log within its bounds of age and number. Never past an event that a consumer has not read: user grains, the archive and
/// others store a position, and the log keeps all behind the lowest.
/// </summary>
internal sealed partial class EventLogTrimmer(
    IEventLog log,
    IEventLogMaintenance maintenance,
    IOptions<EventStreamOptions> options,
    TimeProvider time,
    ILogger<EventLogTrimmer> logger) : BackgroundService
{
    /// <summary>Deletes what is beyond the bounds now.</summary>
    /// <returns>How many events were deleted.</returns>
    public async Task<long> TrimAsync(CancellationToken cancellation)
    {
        long deleted = await maintenance.TrimAsync(time.GetUtcNow() - options.Value.RetainFor, cancellation);
        long perPartition = Math.Max(1, options.Value.RetainEvents / log.Partitions);
        for (int partition = 0; partition < log.Partitions; partition++)
            deleted += await maintenance.TrimAsync(partition, await log.LastOffsetAsync(partition, cancellation) - perPartition + 1, cancellation);
        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.TrimInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TrimOrLogAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TrimOrLogAsync(CancellationToken stopping)
    {
        try
        {
            await TrimAsync(stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogTrimFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event log cannot be trimmed; trying again later.")]
    private partial void LogTrimFailed(Exception error);
}
