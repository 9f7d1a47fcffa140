using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Streaming;

/// <summary>How events go from the log to the user grains. Section <c>Tandem:Pump</c>.</summary>
public sealed class EventPumpOptions
{
    /// <summary>Events read from a partition at a time, 1 to 10,000. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>Users of one partition that are written to at the same time, 1 to 256. Default 16.</summary>
    [Range(1, 256)]
    public int ParallelUsers { get; set; } = 16;

    /// <summary>Deliveries of a batch to a user before its events are tried one by one and set aside, 1 to 20. Default 5.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Pause after the first failed delivery; it doubles with each further one. 1 ms to 1 minute. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time without a look at the log, should a wake-up get lost. 10 ms to 1 minute. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan IdlePoll { get; set; } = TimeSpan.FromSeconds(1);
}
