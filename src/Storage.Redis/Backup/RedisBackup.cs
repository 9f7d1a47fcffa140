using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>
/// Backs up what a cluster has under its prefix, while it runs, and makes a Redis of a backup. The parts are read in an order that keeps
/// every event's effect exactly once after a restore: first the consumers' positions, then the grain states, then the logs. A state has
/// at least what the positions say, and the log at least what the states have; what lies between is delivered again and known by its offset.
/// </summary>
public static class RedisBackup
{
    /// <summary>Backs up a cluster.</summary>
    /// <param name="options">The server and the prefix; the number of partitions is looked up.</param>
    /// <param name="artifacts">The cluster's artifacts.</param>
    /// <param name="folder">Where the backup goes: an empty folder, or one with a backup that was interrupted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellation">Ends it; the same call goes on.</param>
    /// <exception cref="TandemException">There is no cluster under the prefix, or it has something that this program does not know.</exception>
    public static async Task<BackupFolder> BackUpAsync(
        RedisStorageOptions options,
        IArtifactStore artifacts,
        string folder,
        TimeProvider time,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        using RedisStore store = RedisStore.ConnectToBackUp(options, time);
        BackupFolder backup = BackupFolder.Create(folder, BackupKind.Cluster, time);
        backup.Partition(store.Partitions);

        // Before the states, for the bulk of them, and after, so that none is missing that a state names.
        await ArtifactCopies.CopyAsync(artifacts, backup.Artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);
        foreach (BackupPart part in BackupPart.InOrder(store.Partitions))
        {
            if (!backup.Has(part.Name))
                await backup.AddAsync(part.Name, path => ExportAsync(store, part, path, progress, cancellation), cancellation).ConfigureAwait(false);
        }

        await ArtifactCopies.CopyAsync(artifacts, backup.Artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);
        await backup.CompleteAsync(cancellation).ConfigureAwait(false);
        return backup;
    }

    /// <summary>Makes a cluster of a backup; no process of it may run before this is done, and none can. Interrupted, the same call goes on.</summary>
    /// <param name="options">A server that promises the durability, and a prefix without a key.</param>
    /// <param name="artifacts">A store without an artifact.</param>
    /// <param name="folder">A backup of a cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TandemException">Something is there already, or the backup is damaged.</exception>
    public static async Task<BackupFolder> RestoreAsync(
        RedisStorageOptions options,
        IArtifactStore artifacts,
        string folder,
        TimeProvider time,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        BackupFolder backup = await BackupFolder.OpenAsync(folder, BackupKind.Cluster, time, progress, cancellation).ConfigureAwait(false);
        using RedisStore store = RedisStore.ConnectToRestore(options, backup.Manifest.Partitions, time);
        RestoreMarker marker = new(store, backup.Manifest.Id);
        if (!await marker.ExistsAsync().ConfigureAwait(false))
            await RequireEmptyAsync(store, artifacts, cancellation).ConfigureAwait(false);

        await marker.BeginAsync().ConfigureAwait(false);
        await ArtifactCopies.CopyAsync(backup.Artifacts, artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);
        foreach (BackupPart part in BackupPart.InOrder(store.Partitions))
        {
            if (await marker.HasAsync(part.Name).ConfigureAwait(false))
                continue;

            using (BackupRecordReader reader = new(backup.PartPath(part.Name)))
            {
                while (!reader.IsAtEnd)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(new ProgressReport(part.Name, reader.Position.Done >> 20, reader.Position.Total >> 20));
                    await part.ImportAsync(store, reader, cancellation).ConfigureAwait(false);
                }
            }

            await marker.AddAsync(part.Name).ConfigureAwait(false);
        }

        await marker.EndAsync().ConfigureAwait(false);
        return backup;
    }

    private static async Task ExportAsync(RedisStore store, BackupPart part, string path, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        progress?.Report(new ProgressReport(part.Name, 0, 0));
        BackupRecordWriter writer = new(path);
        await using (writer.ConfigureAwait(false))
            await part.ExportAsync(store, writer, progress, cancellation).ConfigureAwait(false);
    }

    private static async Task RequireEmptyAsync(RedisStore store, IArtifactStore artifacts, CancellationToken cancellation)
    {
        await foreach (RedisKey key in store.KeysAsync(string.Empty, cancellation).ConfigureAwait(false))
            throw new TandemException($"Redis at {store.Name} has '{key}' already. Give an empty one, or another prefix (Tandem:Storage:KeyPrefix); a restore overwrites nothing.");

        if (await artifacts.ListAsync(string.Empty, cancellation).ConfigureAwait(false) is [var artifact, ..])
            throw new TandemException($"The blob container has '{artifact}' already. Give an empty one (Tandem:BlobStorage:Container); a restore overwrites nothing.");
    }
}
