using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;

namespace Tandem.Grains.Towers;

/// <summary>
/// Keeps this silo on the bundle that the registry names: at the start, and every few seconds after, which heals a missed push. If
/// nothing was ever activated it activates the newest bundle in the artifact store.
/// </summary>
internal sealed partial class TowerWatch(
    IGrainFactory grains,
    TowerActivator activator,
    CatalogueHolder catalogue,
    IOptions<TowerWatchOptions> options,
    TimeProvider time,
    ILogger<TowerWatch> logger) : BackgroundService
{
    private readonly Dictionary<string, Refusal> _refused = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.PollInterval, time);
        try
        {
            do
            {
                await FollowAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            ITowerRegistryGrain grain = grains.GetGrain<ITowerRegistryGrain>(0);
            TowerRegistry registry = await grain.RegisterAsync(await activator.ListAsync(cancellation));
            if (registry.Active is null)
                await ActivateNewestAsync(grain, registry, cancellation);
            else if (registry.Active != catalogue.BundleVersion)
                await FollowAsync(registry, cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogPollFailed(error);
        }
    }

    private async Task FollowAsync(TowerRegistry registry, CancellationToken cancellation)
    {
        if (await TryAsync(registry.Active!, activator.ActivateAsync, cancellation))
            return;

        // Something old is better than nothing; what is already loaded stays as it is.
        if (catalogue.Current is null && registry.Previous is { } previous)
            await TryAsync(previous, activator.ActivateAsync, cancellation);
    }

    private async Task ActivateNewestAsync(ITowerRegistryGrain grain, TowerRegistry registry, CancellationToken cancellation)
    {
        foreach (string version in registry.Versions.Reverse())
        {
            if (!await TryAsync(version, activator.PrepareAsync, cancellation))
                continue;

            TowerActivation activation = await grain.ActivateAsync(version, expected: null);
            if (activation.Registry.Active is { } active)
                await activator.ActivateAsync(active, cancellation);

            return;
        }
    }

    /// <summary>A refused bundle is tried again after a growing pause, not at each poll: reading it costs as much as loading a good one.</summary>
    private async Task<bool> TryAsync(string version, Func<string, CancellationToken, Task> step, CancellationToken cancellation)
    {
        Refusal earlier = _refused.GetValueOrDefault(version);
        if (time.GetUtcNow() < earlier.NotBefore)
            return false;

        try
        {
            await step(version, cancellation);
            _refused.Remove(version);
            return true;
        }
        catch (BundleRefusedException error)
        {
            TimeSpan pause = options.Value.PollInterval * Math.Pow(2, Math.Min(earlier.Times + 1, 6));
            _refused[version] = new Refusal(earlier.Times + 1, time.GetUtcNow() + pause);
            LogRefused(error.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} What was active stays active.")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tower registry cannot be followed; trying again.")]
    private partial void LogPollFailed(Exception error);

    private readonly record struct Refusal(int Times, DateTimeOffset NotBefore);
}
