using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Tandem.Storage.Azure;
using Tandem.Storage.Redis;
using Tandem.Storage.Redis.Backup;
using Tandem.Storage.Tests;

namespace Tandem.Cluster.Tests;

/// <summary>A backup of the cluster, as the command line makes it.</summary>
internal sealed class ClusterBackup : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RedisStorageOptions _redis;
    private readonly BlobStorageOptions _blobs;
    private readonly BlobArtifactStore _artifacts;

    public ClusterBackup(ClusterFixture cluster)
    {
        _redis = new RedisStorageOptions { ConnectionString = cluster.Redis.ConnectionString };
        _blobs = new BlobStorageOptions { ConnectionString = cluster.Blobs.ConnectionString, CacheFolder = _folder.File("downloads") };
        _artifacts = new BlobArtifactStore(_blobs, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public Task BackUpAsync() => RedisBackup.BackUpAsync(_redis, _artifacts, _folder.File("backup"), TimeProvider.System);

    public async Task RestoreAsync()
    {
        // As on another machine: with a client that has seen nothing.
        using BlobArtifactStore artifacts = new(_blobs, TimeProvider.System, NullLoggerFactory.Instance);
        await RedisBackup.RestoreAsync(_redis, artifacts, _folder.File("backup"), TimeProvider.System);
    }

    /// <summary>Nothing is left in either server.</summary>
    public async Task WipeAsync()
    {
        await using (ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString + ",allowAdmin=true"))
            await connection.GetServers()[0].FlushAllDatabasesAsync();

        // The container stays; a deleted one cannot be made again for a while in Azure.
        BlobContainerClient container = new(_blobs.ConnectionString, _blobs.Container);
        await foreach (var blob in container.GetBlobsAsync())
            await container.DeleteBlobAsync(blob.Name);
        Directory.Delete(_blobs.CacheFolder, recursive: true);
    }

    public void Dispose()
    {
        _artifacts.Dispose();
        _folder.Dispose();
    }
}
