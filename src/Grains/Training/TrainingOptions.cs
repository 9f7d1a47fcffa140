using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Training;

/// <summary>Online training on this silo. Section <c>Tandem:Training</c>.</summary>
public sealed class TrainingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Training";

    /// <summary>Whether this silo has the train role. One of those that have it trains at a time. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Share of one processor that training may take on average, 0.01 to 1: after each step the trainer rests. Its thread has less than
    /// normal priority beside that. Default 0.2.
    /// </summary>
    [Range(0.01, 1.0)]
    public double CpuShare { get; set; } = 0.2;

    /// <summary>Sequences in a step, 1 to 4,096. Default 32.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Share of a step's sequences that were learned from before, 0 to 0.99. Default 0.5.</summary>
    [Range(0.0, 0.99)]
    public double ReplayShare { get; set; } = 0.5;

    /// <summary>Learned examples kept for replay, the latest ones, 1 to 1,000,000. Default 8,192, about 10 MB.</summary>
    [Range(1, 1_000_000)]
    public int ReplayCapacity { get; set; } = 8192;

    /// <summary>
    /// Examples that the log keeps whether or not anybody trains, the latest ones, 1,000 to 1,000,000,000 and at least
    /// <see cref="ReplayCapacity"/>. A trainer that comes back later has missed the older ones. Default 1,000,000, about 1 GB.
    /// </summary>
    [Range(1000, 1_000_000_000)]
    public int RetainExamples { get; set; } = 1_000_000;

    /// <summary>Step size, 1e-6 to 0.1. Default 0.001.</summary>
    [Range(1e-6, 0.1)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>Share of the users, by a hash of their ids, whose orders judge candidates and teach nothing, 0 to 0.5. Default 0.05.</summary>
    [Range(0.0, 0.5)]
    public double HeldOutShare { get; set; } = 0.05;

    /// <summary>Orders of held-out users without which nothing is published, 10 to 10,000. Default 50.</summary>
    [Range(10, 10_000)]
    public int MinHeldOut { get; set; } = 50;

    /// <summary>Share of the champion's NDCG@100 that a candidate may lose on them, 0 to 1. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double Tolerance { get; set; } = 0.01;

    /// <summary>Time between two attempts to publish, 1 s to 30 days. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan PublishInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Steps without which there is nothing new to publish, 1 to 1,000,000. Default 20.</summary>
    [Range(1, 1_000_000)]
    public int PublishSteps { get; set; } = 20;

    /// <summary>
    /// Time between two counts of all events, for popularity, co-visitation and the other lists of items, 1 s to 30 days; each is part of a
    /// publication. Default 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan CountInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Events that are counted at most, 1,000 to 100,000,000: with more the counts stay. About 100 bytes each while counting. Default 10,000,000.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxCountedEvents { get; set; } = 10_000_000;

    /// <summary>Time between two fits of the blend, in the time of the events, 1 hour to 365 days; each is part of a count. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan BlendInterval { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Least length of the window that the blend is fitted on, in the time of the events, 1 hour to 365 days: what users took in it is ranked by
    /// the bundle of its beginning. Default 14 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan BlendWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Longest time of work that a killed trainer does again, 1 s to 1 hour. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Pause between two looks at the example log, and at the lease, 50 ms to 1 minute. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a silent trainer keeps the lease, 1 s to 10 minutes; longer than <see cref="PollInterval"/>. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Seed of negatives, replay and dropout. Default 17.</summary>
    public int Seed { get; set; } = 17;
}
