using System.ComponentModel.DataAnnotations;

namespace Tandem.Silo.Cluster;

/// <summary>Where a process of a cluster finds the others and the shared storage. Section <c>Tandem</c>; read in cluster mode only.</summary>
public sealed class ClusterNodeOptions : IValidatableObject
{
    /// <summary>
    /// Redis with the logs and the grain states, in the format of StackExchange.Redis, such as <c>redis:6379,password=…</c>. It keeps what it
    /// acknowledges: <c>appendonly yes</c>, <c>appendfsync always</c>, <c>maxmemory-policy noeviction</c>.
    /// </summary>
    public string Redis { get; set; } = string.Empty;

    /// <summary>
    /// Redis with the membership. Its own server in production, so that a log that waits for its disk does not make silos look dead; it
    /// needs no disk. Default: the same as <see cref="Redis"/>.
    /// </summary>
    public string? Membership { get; set; }

    /// <summary>Azure Storage connection string of the blobs: bundles, checkpoints, archive.</summary>
    public string Blobs { get; set; } = string.Empty;

    /// <summary>Names the cluster among others that share a Redis for membership. Default <c>tandem</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ClusterId { get; set; } = "tandem";

    /// <summary>This silo's name, unique in the cluster. Default: the environment's <c>POD_NAME</c>, else the machine's name and the silo's port.</summary>
    public string? SiloName { get; set; }

    /// <summary>
    /// The IP address at which the other processes reach this silo. Default: the environment's <c>POD_IP</c>, else the loopback address,
    /// which is right for a cluster on one machine only.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    internal string MembershipOrRedis => string.IsNullOrWhiteSpace(Membership) ? Redis : Membership;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Redis))
            yield return new ValidationResult("Tandem:Redis is empty; in cluster mode set it to the Redis of logs and states, such as redis:6379.", [nameof(Redis)]);
        if (string.IsNullOrWhiteSpace(Blobs))
            yield return new ValidationResult("Tandem:Blobs is empty; in cluster mode set it to an Azure Storage connection string.", [nameof(Blobs)]);
        if (AdvertisedAddress is { } address && !System.Net.IPAddress.TryParse(address, out _))
            yield return new ValidationResult($"Tandem:AdvertisedAddress is '{address}', expected an IP address.", [nameof(AdvertisedAddress)]);
    }
}
