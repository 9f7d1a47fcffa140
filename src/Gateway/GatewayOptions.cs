using System.ComponentModel.DataAnnotations;

namespace Tandem.Gateway;

/// <summary>Limits of the HTTP edge. Section <c>Tandem:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Gateway";

    /// <summary>Where the gateway listens unless <c>Tandem:Urls</c>, <c>--urls</c> or <c>ASPNETCORE_URLS</c> say otherwise: this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>The longest request body in bytes, 1 KiB to 64 MiB. Default 8 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxBodyBytes { get; set; } = 8 << 20;

    /// <summary>The largest bundle that can be uploaded in bytes, 1 MiB to 64 GiB. Default 4 GiB.</summary>
    [Range(1L << 20, 64L << 30)]
    public long MaxBundleBytes { get; set; } = 4L << 30;

    /// <summary>
    /// How long a query waits for the user's events that were accepted before it, 0 to 30 s; after that it answers with what is applied.
    /// Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ReadYourWritesTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Accepted events that may wait to be applied; beyond that <c>POST /v1/events</c> answers 429. 1 to 1,000,000,000. Default 200,000,
    /// a few seconds of work.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public long MaxEventsBehind { get; set; } = 200_000;

    /// <summary>
    /// Bytes of requests with events that may be in memory at the same time, 1 KiB to 16 GiB; beyond that 429. One request always fits.
    /// Default 256 MiB.
    /// </summary>
    [Range(1L << 10, 16L << 30)]
    public long MaxIngestBytes { get; set; } = 256L << 20;

    /// <summary>What <c>Retry-After</c> says with a 429, rounded up to seconds; 1 s to 10 minutes. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan IngestRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Items of one bulk request that are written at the same time, 1 to 256. Default 32.</summary>
    [Range(1, 256)]
    public int ParallelItemWrites { get; set; } = 32;
}
