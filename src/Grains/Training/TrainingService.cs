using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tandem.Grains.Interfaces.Training;

namespace Tandem.Grains.Training;

/// <summary>
/// Keeps this silo's trainer running while it holds the lease and is not paused. Whatever happens to the trainer happens on its own
/// thread: serving never waits for it.
/// </summary>
internal sealed partial class TrainingService(TrainerParts parts, IGrainFactory grains, ILogger<TrainingService> logger) : BackgroundService
{
    private readonly TrainingOptions _options = parts.Options.Value;
    private readonly string _holder = Guid.CreateVersion7(parts.Time.GetUtcNow()).ToString("N");
    private TrainerThread? _thread;
    private TrainingLease? _lease;

    private ITrainingGrain Grain => grains.GetGrain<ITrainingGrain>(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
            return;

        using PeriodicTimer timer = new(_options.PollInterval, parts.Time);
        try
        {
            do
            {
                await KeepAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await StopThreadAsync();
        if (_lease is not null)
            await ReleaseAsync(_lease.Token);
    }

    private async Task KeepAsync()
    {
        try
        {
            TrainingLease? lease = await Grain.AcquireAsync(_holder, _options.LeaseDuration);
            if (_thread is not null && (lease is null || lease.Paused || lease.Token != _lease?.Token || !_thread.IsAlive))
                await StopThreadAsync();

            _lease = lease;
            if (lease is null)
                return;

            if (_thread is null && !lease.Paused)
                _thread = new TrainerThread(parts, lease.Token, () => Grain.RenewAsync(lease.Token, _options.LeaseDuration, null), logger);

            if (_thread?.Report is { } report)
                await Grain.RenewAsync(lease.Token, _options.LeaseDuration, report);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogLeaseFailed(error);
        }
    }

    private async Task StopThreadAsync()
    {
        if (_thread is { } thread)
        {
            _thread = null;
            await Task.Run(thread.Dispose);
        }
    }

    private async Task ReleaseAsync(long token)
    {
        try
        {
            await Grain.ReleaseAsync(token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // It runs out by itself.
            LogLeaseFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The training lease cannot be had or kept; trying again.")]
    private partial void LogLeaseFailed(Exception error);
}
