using System.ComponentModel.DataAnnotations;

namespace Tandem.Storage.Redis;

/// <summary>The logs and the grain states of a cluster in Redis 6.2 or later, one server or a Redis Cluster.</summary>
public sealed class RedisStorageOptions
{
    /// <summary>The most partitions an event log may have.</summary>
    public const int MaxPartitions = 1024;

    /// <summary>Where Redis is, in the format of StackExchange.Redis, such as <c>redis-0:6379,redis-1:6379,password=…,ssl=true</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>All keys begin with it, so that several shops may share a server; letters, digits, <c>-</c> and <c>_</c>, 1 to 40. Default <c>tandem</c>.</summary>
    [Required(AllowEmptyStrings = false), RegularExpression("^[A-Za-z0-9_-]{1,40}$")]
    public string KeyPrefix { get; set; } = "tandem";

    /// <summary>What an acknowledged write survives. Default <see cref="RedisDurability.Full"/>.</summary>
    [EnumDataType(typeof(RedisDurability))]
    public RedisDurability Durability { get; set; } = RedisDurability.Full;

    /// <summary>
    /// Partitions of the event log, 1 to <see cref="MaxPartitions"/>; fixed when the first process connects. Silos share them out, so have
    /// more than silos. Default 16.
    /// </summary>
    [Range(1, MaxPartitions)]
    public int Partitions { get; set; } = 16;

    /// <summary>How long a call waits for Redis, a lost connection included, 100 ms to 1 minute. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
