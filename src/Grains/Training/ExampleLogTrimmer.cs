using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Storage;

namespace Tandem.Grains.Training;

/// <summary>
/// Keeps the example log within its bound while no trainer does: paused, without the train role, or behind. A trainer deletes what it
/// needs no more itself, long before.
/// </summary>
internal sealed partial class ExampleLogTrimmer(
    IExampleLog log, IOptions<TrainingOptions> options, TimeProvider time, ILogger<ExampleLogTrimmer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Deletes what is beyond the bound now.</summary>
    /// <returns>How many examples were deleted.</returns>
    public async Task<long> TrimAsync(CancellationToken cancellation) =>
        await log.LastOffsetAsync(cancellation) - options.Value.RetainExamples is > 0 and var last ? await log.TrimAsync(last + 1, cancellation) : 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
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
            if (await TrimAsync(stopping) is > 0 and var deleted)
                LogTrimmed(deleted);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogTrimFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Examples} examples that no trainer has read for long are deleted.")]
    private partial void LogTrimmed(long examples);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The example log cannot be trimmed; trying again later.")]
    private partial void LogTrimFailed(Exception error);
}
