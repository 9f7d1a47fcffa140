using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Tandem.Domain;
using Tandem.Storage;
using Tandem.Storage.Azure;
using Tandem.Storage.Redis;

namespace Tandem.Cli.Commands;

/// <summary>
/// Where the data of a node or of a cluster is. Connection strings have passwords in them, so they come from the variables of the processes
/// unless they are given.
/// </summary>
internal sealed class StorageFlags(string dataFolder)
{
    private readonly Option<string?> _dataFolder = new("--data-folder") { Description = dataFolder };
    private readonly Option<string?> _redis = new("--redis") { Description = "Redis of the logs and states. Default: the variable Tandem__Redis." };
    private readonly Option<string?> _blobs = new("--blobs") { Description = "Connection string of the blobs. Default: the variable Tandem__Blobs." };
    private readonly Option<string?> _prefix = new("--key-prefix") { Description = "Default: the variable Tandem__Storage__KeyPrefix, else tandem." };
    private readonly Option<string?> _container = new("--container") { Description = "Default: the variable Tandem__BlobStorage__Container, else tandem." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _dataFolder, _redis, _blobs, _prefix, _container })
            command.Add(option);
    }

    /// <summary>The folder of a node; null for a cluster.</summary>
    public string? DataFolder(ParseResult parse) => parse.GetValue(_dataFolder);

    /// <summary>The stores of a cluster.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="backup">Folder of the backup; what is downloaded of an artifact lies in it for as long as it takes.</param>
    /// <param name="time">The clock.</param>
    public ClusterStores Open(ParseResult parse, string backup, TimeProvider time)
    {
        RedisStorageOptions redis = new() { ConnectionString = Required(parse, _redis, "Tandem__Redis") };
        redis.KeyPrefix = Find(parse, _prefix, "Tandem__Storage__KeyPrefix") ?? redis.KeyPrefix;
        BlobStorageOptions blobs = new()
        {
            ConnectionString = Required(parse, _blobs, "Tandem__Blobs"),
            CacheFolder = Path.GetFullPath(backup).TrimEnd(Path.DirectorySeparatorChar) + ".downloads",
        };
        blobs.Container = Find(parse, _container, "Tandem__BlobStorage__Container") ?? blobs.Container;
        return new ClusterStores(redis, new BlobArtifactStore(blobs, time, NullLoggerFactory.Instance), blobs.CacheFolder);
    }

    private static string Required(ParseResult parse, Option<string?> option, string variable) =>
        Find(parse, option, variable) ?? throw new TandemException($"Give {option.Name} or set {variable} for a cluster, or --data-folder for a node.");

    private static string? Find(ParseResult parse, Option<string?> option, string variable) =>
        parse.GetValue(option) ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);
}

/// <summary>Redis and the artifacts of a cluster.</summary>
internal sealed class ClusterStores(RedisStorageOptions redis, BlobArtifactStore artifacts, string downloads) : IDisposable
{
    public RedisStorageOptions Redis { get; } = redis;

    public IArtifactStore Artifacts { get; } = artifacts;

    public void Dispose()
    {
        artifacts.Dispose();
        if (Directory.Exists(downloads))
            Directory.Delete(downloads, recursive: true);
    }
}
