using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Storage;
using Tandem.Storage.Azure;
using Tandem.Storage.Redis;

namespace Tandem.Silo.Cluster;

/// <summary>The storage that all processes of a cluster share: logs in Redis, artifacts in Azure Blob Storage.</summary>
internal static class ClusterStorage
{
    private const string CacheFolder = "cache";

    /// <summary>Settings beside the connection strings come from the sections <c>Tandem:Storage</c> and <c>Tandem:BlobStorage</c>.</summary>
    public static void AddClusterStorage(this IServiceCollection services, IConfiguration configuration, TandemOptions options, ClusterNodeOptions node)
    {
        services.AddTandemRedisLogs(redis =>
        {
            configuration.GetSection("Tandem:Storage").Bind(redis);
            redis.ConnectionString = node.Redis;
        });
        services.AddOptions<RedisStorageOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BlobStorageOptions>().Configure(blobs =>
        {
            blobs.CacheFolder = Path.Combine(options.DataFolder, CacheFolder);
            configuration.GetSection("Tandem:BlobStorage").Bind(blobs);
            blobs.ConnectionString = node.Blobs;
        }).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => new BlobArtifactStore(
            provider.GetRequiredService<IOptions<BlobStorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IArtifactStore>(static provider => provider.GetRequiredService<BlobArtifactStore>());
    }
}
