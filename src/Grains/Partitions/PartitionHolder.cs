using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Grains.Training;
using Tandem.Ranking.Partitions;
using Tandem.Storage;
using Tandem.Towers;

namespace Tandem.Grains.Partitions;

/// <summary>
/// The partitions that this silo holds, of the bundle that it answers from and of those that others may still or already answer from.
/// Follows the membership: takes over what becomes this silo's, and lets go of what another silo holds instead.
/// </summary>
internal sealed partial class PartitionHolder : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a silo may be later than this one in changing to a new bundle.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly PartitionSilos _silos;
    private readonly IArtifactStore _artifacts;
    private readonly TimeProvider _time;
    private readonly ILogger<PartitionHolder> _logger;
    private readonly int _partitions;
    private readonly ConcurrentDictionary<string, HeldBundle> _bundles = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1, 1);

    public PartitionHolder(
        PartitionSilos silos,
        IArtifactStore artifacts,
        IOptions<IndexOptions> options,
        IOptions<TrainingOptions> training,
        PartitionInstruments instruments,
        TimeProvider time,
        ILogger<PartitionHolder> logger)
    {
        _silos = silos;
        _artifacts = artifacts;
        _time = time;
        _logger = logger;
        _partitions = options.Value.Partitions;
        LeavesVectorsElsewhere = _partitions > 1 && !training.Value.Enabled;
        instruments.ObserveHeld(() => _bundles.Values.Sum(static bundle => bundle.Partitions.Count));
    }

    /// <summary>Whether this silo's models are without the bundle's vectors. One that trains needs all of them anyway.</summary>
    public bool LeavesVectorsElsewhere { get; }

    public bool Holds(string version, int partition) => Find(version, partition) is not null;

    /// <returns>Null if this silo does not hold the partition.</returns>
    public async Task<byte[]?> AnswerAsync(string version, int partition, byte[] question) =>
        Find(version, partition) is { } held ? await Task.Run(() => held.Answer(question)) : null;

    /// <summary>Loads this silo's share of a bundle that was opened and verified.</summary>
    public async Task OpenAsync(BundleFolder bundle, CancellationToken cancellation)
    {
        if (_partitions == 1)
            return;

        HeldBundle held = _bundles.GetOrAdd(bundle.Manifest.Version, _ => new HeldBundle(bundle));
        await _changing.WaitAsync(cancellation);
        try
        {
            await TakeOverAsync(held, cancellation);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Says which bundle this silo answers from; others are let go of when the other silos have had time to follow.</summary>
    public void Activated(string version)
    {
        foreach ((string held, HeldBundle bundle) in _bundles)
            bundle.LetGoAt = held == version ? null : _time.GetUtcNow() + Overlap;
    }

    public override void Dispose()
    {
        _changing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_partitions == 1)
            return;

        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FollowAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private VectorPartition? Find(string version, int partition) =>
        _bundles.TryGetValue(version, out HeldBundle? bundle) ? bundle.Partitions.GetValueOrDefault(partition) : null;

    private async Task FollowAsync(CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            foreach ((string version, HeldBundle bundle) in _bundles)
            {
                if (bundle.LetGoAt < _time.GetUtcNow())
                    _bundles.TryRemove(version, out _);
                else if (await TakeOverAsync(bundle, cancellation))
                    await LetGoAsync(version, bundle);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFollowFailed(error);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <returns>True if there was nothing to take over.</returns>
    private async Task<bool> TakeOverAsync(HeldBundle bundle, CancellationToken cancellation)
    {
        SiloAddress?[] owners = _silos.Owners();
        bool nothing = true;
        for (int partition = 0; partition < owners.Length; partition++)
        {
            if (!_silos.Me.Equals(owners[partition]) || bundle.Partitions.ContainsKey(partition))
                continue;

            bundle.Partitions[partition] = await LoadAsync(bundle, partition, cancellation);
            nothing = false;
            LogTakenOver(partition, bundle.Folder.Manifest.Version);
        }

        return nothing;
    }

    private async Task<VectorPartition> LoadAsync(HeldBundle bundle, int partition, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => VectorPartition.Load(bundle.Folder, partition, _partitions), cancellation);
        }
        catch (TandemException error) when (error.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            // The local copy was swept away; the store has it.
            string folder = await _artifacts.OpenFolderAsync(TandemStorageNames.BundlePrefix + bundle.Folder.Manifest.Version, cancellation);
            bundle.Folder = await Task.Run(() => BundleFolder.Open(folder), cancellation);
            return await Task.Run(() => VectorPartition.Load(bundle.Folder, partition, _partitions), cancellation);
        }
    }

    /// <summary>A partition goes only when its new owner has it, so that somebody always answers.</summary>
    private async Task LetGoAsync(string version, HeldBundle bundle)
    {
        SiloAddress?[] owners = _silos.Owners();
        foreach (int partition in bundle.Partitions.Keys)
        {
            if (owners[partition] is { } owner && !owner.Equals(_silos.Me) && await _silos.Of(owner).HoldsAsync(version, partition))
            {
                bundle.Partitions.TryRemove(partition, out _);
                LogLetGo(partition, version, owner);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo holds partition {Partition} of bundle {Version}.")]
    private partial void LogTakenOver(int partition, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} of bundle {Version} is with {Owner} now.")]
    private partial void LogLetGo(int partition, string version, SiloAddress owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This silo's partitions cannot follow the membership; trying again.")]
    private partial void LogFollowFailed(Exception error);

    private sealed class HeldBundle(BundleFolder folder)
    {
        public BundleFolder Folder { get; set; } = folder;

        public DateTimeOffset? LetGoAt { get; set; }

        public ConcurrentDictionary<int, VectorPartition> Partitions { get; } = [];
    }
}
