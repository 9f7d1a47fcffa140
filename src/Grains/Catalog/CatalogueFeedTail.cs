using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tandem.Grains.Catalog;

/// <summary>Brings changes that other silos published into this silo's catalogue, once a second.</summary>
internal sealed partial class CatalogueFeedTail(CatalogueHolder catalogue, TimeProvider time, ILogger<CatalogueFeedTail> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CatchUpAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        try
        {
            await catalogue.CatchUpAsync(cancellation: cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogReadFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue feed cannot be read; trying again in a second.")]
    private partial void LogReadFailed(Exception error);
}
