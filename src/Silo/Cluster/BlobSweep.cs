using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tandem.Domain;
using Tandem.Storage.Azure;

namespace Tandem.Silo.Cluster;

/// <summary>Once a day, deletes what interrupted uploads left in the blob service and what nobody needs any more of the local copies.</summary>
internal sealed partial class BlobSweep(BlobArtifactStore store, TimeProvider time, ILogger<BlobSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            int blobs = await store.SweepAsync(stopping).ConfigureAwait(false);
            LogSwept(blobs);
        }
        catch (Exception error) when (error is TandemException or IOException)
        {
            LogSweepFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Blobs} blobs of interrupted uploads were deleted.")]
    private partial void LogSwept(int blobs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blobs of interrupted uploads cannot be deleted; trying again tomorrow.")]
    private partial void LogSweepFailed(Exception error);
}
