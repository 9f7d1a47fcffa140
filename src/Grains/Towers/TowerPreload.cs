using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Tandem.Domain;
using Tandem.Grains.Partitions;

namespace Tandem.Grains.Towers;

/// <summary>
/// Loads the active bundle before this silo joins the cluster: from the moment it has joined, users are placed on it and ask. No grain can
/// be called so early, so what the registry stored is read instead. <see cref="TowerWatch"/> does the rest.
/// </summary>
internal sealed partial class TowerPreload(
    [FromKeyedServices(TandemStorageNames.Provider)] IGrainStorage storage,
    TowerActivator activator,
    IOptions<IndexOptions> index,
    ILogger<TowerPreload> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(TowerPreload), ServiceLifecycleStage.ApplicationServices, LoadAsync);

    private async Task LoadAsync(CancellationToken cancellation)
    {
        // A partitioned bundle asks other silos while it is loaded, and this one has not joined yet.
        if (index.Value.Partitions > 1)
            return;

        try
        {
            GrainState<TowerRegistryState> registry = new(new TowerRegistryState());
            await storage.ReadStateAsync(TowerRegistryGrain.StateName, TowerRegistryGrain.Id, registry);
            if (registry.State?.Active is { } active && !await TryAsync(active, cancellation) && registry.State.Previous is { } previous)
                await TryAsync(previous, cancellation);
        }
        catch (TandemException error)
        {
            // A silo without a bundle still takes events.
            LogNotRead(error);
        }
    }

    private async Task<bool> TryAsync(string version, CancellationToken cancellation)
    {
        try
        {
            await activator.ActivateAsync(version, cancellation);
            return true;
        }
        catch (BundleRefusedException error)
        {
            LogRefused(error.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which bundle is active cannot be read; the silo joins without one and looks again.")]
    private partial void LogNotRead(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} The silo joins without it and tries again.")]
    private partial void LogRefused(string reason);
}
