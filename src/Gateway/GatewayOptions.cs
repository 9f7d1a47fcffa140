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

    /// <summary>
    /// How long a query waits for the user's events that were accepted before it, 0 to 30 s; after that it answers with what is applied.
    /// Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ReadYourWritesTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Items of one bulk request that are written at the same time, 1 to 256. Default 32.</summary>
    [Range(1, 256)]
    public int ParallelItemWrites { get; set; } = 32;
}
