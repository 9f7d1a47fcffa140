using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Streaming;

/// <summary>How events go from the log to the user grains. Section <c>Tandem:Events</c>.</summary>
public sealed class EventStreamOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Events";

    /// <summary>The longest <see cref="DeliveryTimeout"/> that is allowed.</summary>
    internal static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(2);

    /// <summary>Events read from a partition at a time, 1 to 10,000. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>Events of one user in one delivery, 1 to 10,000. Default 256.</summary>
    [Range(1, 10_000)]
    public int UserBatchSize { get; set; } = 256;

    /// <summary>Events of a partition that are read and not applied yet, 1 to 1,000,000; reading waits beyond that. Default 4,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 4_000;

    /// <summary>
    /// How long a delivery to a user is tried again, with growing pauses, before its events are tried one by one and those that fail by
    /// their own fault are set aside as dead letters; 10 ms to 2 minutes. Default 3 s, which is about five attempts. While the store or
    /// a silo is away, events wait and none is set aside.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause after the first failed delivery; it doubles with each further one. 1 ms to 1 minute. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time without a look at the log, should a wake-up get lost. 10 ms to 1 minute. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan IdlePoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Shortest time between two reads of a partition that find events, 0 to 1 s: the most that an event waits so that others share its
    /// read, under load only. Default 5 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan ReadSpacing { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Shortest time between two stored positions of a partition, 0 to 1 minute. What was applied since the last one is delivered again
    /// after a crash, and skipped. Default 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long events stay in the log, from when they were appended, 1 minute to 10 years. It is also how long an event id is known: the
    /// same id sent later is a new event. Default 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan RetainFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Events that stay in the log, shared out evenly to the partitions; older ones go even before their time. 1,000 to 10^12. Default 10,000,000.</summary>
    [Range(1_000L, 1_000_000_000_000)]
    public long RetainEvents { get; set; } = 10_000_000;

    /// <summary>Time between two looks at what may leave the log, 1 s to 1 day. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TrimInterval { get; set; } = TimeSpan.FromMinutes(5);
}
