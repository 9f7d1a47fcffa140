namespace Tandem.Storage.Sqlite;

/// <summary>Where and how the embedded storage keeps its data.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The most partitions an event log may have.</summary>
    public const int MaxPartitions = 1024;

    /// <summary>The database file; its folder is made when missing. Default: <c>data/tandem.db</c>.</summary>
    public string Path { get; set; } = System.IO.Path.Combine("data", "tandem.db");

    /// <summary>The folder of bundles and other artifacts. Default: <c>artifacts</c> beside the database file.</summary>
    public string? ArtifactsFolder { get; set; }

    /// <summary>What an acknowledged write survives. Default: <see cref="SqliteDurability.Full"/>.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>Partitions of the event log, 1 to <see cref="MaxPartitions"/>; fixed when the file is made. Default: 8.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>How long a statement waits for a lock that another program (such as a backup) holds, 0 to 1 minute. Default: 5 s.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads that may run at the same time, 1 to 64. Default: 4.</summary>
    public int ReadConnections { get; set; } = 4;

    /// <summary>Rows after which a shared commit takes no further request, 1 to 65,536; one request may have more. Default: 4,096.</summary>
    public int MaxRowsPerCommit { get; set; } = 4096;

    /// <summary>Write requests that may wait; further callers wait for room. 1 to 1,048,576. Default: 8,192.</summary>
    public int QueueCapacity { get; set; } = 8192;

    internal string ResolvedArtifactsFolder =>
        ArtifactsFolder ?? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, "artifacts");
}
