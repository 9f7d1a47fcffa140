using Microsoft.Extensions.Logging;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Partitions;
using Tandem.Ranking;
using Tandem.Storage;
using Tandem.Towers;

namespace Tandem.Grains.Towers;

/// <summary>
/// Brings bundles into this silo in two steps: <em>prepare</em> opens, verifies and loads one beside the running one; <em>activate</em>
/// swaps the reference. Only a prepared bundle can become active, so a damaged one never takes the place of a good one.
/// </summary>
internal sealed partial class TowerActivator(
    IArtifactStore artifacts,
    CatalogueHolder catalogue,
    PartitionHolder partitions,
    GrainInstruments instruments,
    ILogger<TowerActivator> logger) : IDisposable
{
    /// <summary>Held while loading: two bundles in memory are enough.</summary>
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <summary>Prepared and not yet active; owned by who holds <see cref="_loading"/>.</summary>
    private ServingModel? _standby;

    /// <summary>Versions in the artifact store, ascending.</summary>
    public async Task<string[]> ListAsync(CancellationToken cancellation = default)
    {
        IReadOnlyList<string> names = await artifacts.ListAsync(TandemStorageNames.BundlePrefix, cancellation);
        return [.. names.Select(name => name[TandemStorageNames.BundlePrefix.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Opens, verifies and loads a bundle into the standby slot; does nothing if it is there or active already.</summary>
    /// <exception cref="BundleRefusedException">There is no such bundle, or it is damaged.</exception>
    public async Task PrepareAsync(string version, CancellationToken cancellation = default)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await PrepareCoreAsync(version, cancellation);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Makes a bundle the one that this silo answers from, preparing it first if it is not prepared.</summary>
    /// <exception cref="BundleRefusedException">There is no such bundle, or it is damaged.</exception>
    public async Task ActivateAsync(string version, CancellationToken cancellation = default)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await PrepareCoreAsync(version, cancellation);
            if (_standby is { } standby && standby.Manifest.Version == version)
            {
                await catalogue.SwapAsync(standby, cancellation);
                _standby = null;
                partitions.Activated(version);
                instruments.BundleActivated(refused: false);
                LogActivated(version, standby.Manifest.Items);
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task PrepareCoreAsync(string version, CancellationToken cancellation)
    {
        if (catalogue.BundleVersion == version || _standby?.Manifest.Version == version)
            return;

        _standby = null;
        try
        {
            string folder = await artifacts.OpenFolderAsync(TandemStorageNames.BundlePrefix + version, cancellation);
            BundleFolder bundle = await Task.Run(() => BundleFolder.Open(folder), cancellation);
            if (bundle.Manifest.Version != version)
                throw new InvalidDataException($"its manifest says version {bundle.Manifest.Version}. Publish it again.");

            ServingModel model = await Task.Run(() => ServingModel.Load(bundle, partitions.LeavesVectorsElsewhere), cancellation);
            await partitions.OpenAsync(bundle, cancellation);

            _standby = model;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TandemException or UnauthorizedAccessException)
        {
            instruments.BundleActivated(refused: true);
            throw new BundleRefusedException(version, error is DirectoryNotFoundException, error.Message, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bundle {Version} is active, {Items} items.")]
    private partial void LogActivated(string version, int items);
}
