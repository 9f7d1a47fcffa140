using System.ComponentModel.DataAnnotations;

namespace Tandem.Storage.Azure;

/// <summary>Bundles, checkpoints and the archive in Azure Blob Storage.</summary>
public sealed class BlobStorageOptions
{
    /// <summary>An Azure Storage connection string, with an account key or a shared access signature.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>The container, made if it is not there. 3 to 63 lower-case letters, digits and single hyphens. Default <c>tandem</c>.</summary>
    [Required(AllowEmptyStrings = false), RegularExpression("^[a-z0-9](-?[a-z0-9]){2,62}$")]
    public string Container { get; set; } = "tandem";

    /// <summary>Local folder for what is downloaded; artifacts that leave the store leave it too. Default <c>.tandem/cache</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string CacheFolder { get; set; } = Path.Combine(".tandem", "cache");

    /// <summary>Bytes of one block of an upload and of one read of a download, 64 KiB to 100 MiB; an interrupted upload goes on with the next block. Default 8 MiB.</summary>
    [Range(64 << 10, 100 << 20)]
    public int BlockBytes { get; set; } = 8 << 20;

    /// <summary>Blocks that are sent at the same time, 1 to 32. Default 4.</summary>
    [Range(1, 32)]
    public int ParallelBlocks { get; set; } = 4;

    /// <summary>Time for one attempt of one call, 100 ms to 10 minutes. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Attempts after the first, 1 to 20. Default 5.</summary>
    [Range(1, 20)]
    public int Retries { get; set; } = 5;

    /// <summary>Median pause before the first further attempt, with jitter; it doubles with each, up to 10 s. 10 ms to 10 s. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long calls fail at once after most of them failed, 500 ms to 5 minutes. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);
}
