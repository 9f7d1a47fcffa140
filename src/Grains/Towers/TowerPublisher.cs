using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Interfaces.Towers;
using Tandem.Storage;

namespace Tandem.Grains.Towers;

/// <summary>
/// The publish road: every silo prepares, the registry decides by compare-and-set, every silo activates, and what is no longer needed
/// is deleted.
/// </summary>
public sealed partial class TowerPublisher
{
    private readonly IGrainFactory _grains;
    private readonly TowerActivator _activator;
    private readonly SiloTowers _silos;
    private readonly IArtifactStore _artifacts;
    private readonly int _keep;
    private readonly ILogger<TowerPublisher> _logger;

    internal TowerPublisher(
        IGrainFactory grains,
        TowerActivator activator,
        SiloTowers silos,
        IArtifactStore artifacts,
        IOptions<TowerWatchOptions> options,
        ILogger<TowerPublisher> logger)
    {
        _grains = grains;
        _activator = activator;
        _silos = silos;
        _artifacts = artifacts;
        _keep = options.Value.Keep;
        _logger = logger;
    }

    private ITowerRegistryGrain Registry => _grains.GetGrain<ITowerRegistryGrain>(0);

    /// <summary>The registry, brought in line with what the artifact store has.</summary>
    public async Task<TowerRegistry> KnownAsync(CancellationToken cancellation = default) =>
        await Registry.RegisterAsync(await _activator.ListAsync(cancellation));

    /// <summary>
    /// Makes a bundle of the artifact store the active one everywhere, if <paramref name="expected"/> (null: none) is active still. Going back
    /// is the same call.
    /// </summary>
    /// <exception cref="BundleRefusedException">There is no such bundle, or a silo finds it damaged; what was active stays.</exception>
    public async Task<TowerActivation> ActivateAsync(string version, string? expected, CancellationToken cancellation = default)
    {
        await KnownAsync(cancellation);

        // Here first: its refusal says whether the bundle is missing or damaged.
        await _activator.PrepareAsync(version, cancellation);
        if (await _silos.PrepareAsync(version) is { } reason)
            throw new BundleRefusedException(version, missing: false, reason);

        TowerActivation activation = await Registry.ActivateAsync(version, expected);
        if (!activation.Activated)
            return activation;

        // The decision is stored; whether or not the caller still listens, all silos follow it.
        await _activator.ActivateAsync(version, CancellationToken.None);
        await _silos.ActivateAsync(version);
        return activation with { Registry = await CleanAsync(activation.Registry) };
    }

    /// <summary>Deletes all but the newest; the active one and the one before it are never among them.</summary>
    private async Task<TowerRegistry> CleanAsync(TowerRegistry registry)
    {
        foreach (string version in registry.Versions.SkipLast(_keep).Where(version => version != registry.Active && version != registry.Previous))
        {
            try
            {
                await _artifacts.DeleteAsync(TandemStorageNames.BundlePrefix + version);
                LogDeleted(version, _keep);
            }
            catch (Exception error) when (error is IOException or StorageUnavailableException)
            {
                LogDeleteFailed(version, error);
            }
        }

        return await KnownAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bundle {Version} is deleted: {Keep} newer ones are kept.")]
    private partial void LogDeleted(string version, int keep);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Bundle {Version} could not be deleted; the next activation tries again.")]
    private partial void LogDeleteFailed(string version, Exception error);
}
