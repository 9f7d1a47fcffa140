namespace Tandem.Retrieval.Live;

/// <summary>How a live index keeps its layers.</summary>
public sealed record LiveIndexOptions
{
    /// <summary>
    /// Rows of the newest layer at which merging begins, from 1. Every search reads that layer in full: 4,096 rows of 128 values are 2 MB.
    /// Default 4,096.
    /// </summary>
    public int DeltaCapacity { get; init; } = 4096;

    /// <summary>
    /// An older layer is merged with the newer ones when it is at most this many times as large as they are together, from 1. More
    /// makes fewer layers and more copying. Default 2.
    /// </summary>
    public double MergeRatio { get; init; } = 2;

    /// <summary>A layer with more than this share of removed rows is rewritten at the next merge, above 0 to 1. Default 0.3.</summary>
    public double MaxRemovedShare { get; init; } = 0.3;

    /// <summary>
    /// How merged segments are built; the similarity is the index's. Default: one thread, so that searches keep theirs, and recall measured
    /// with 256 queries, so that new vectors do not wait long.
    /// </summary>
    public SegmentOptions Segments { get; init; } = new() { MaxThreads = 1, CalibrationSample = 256 };

    /// <summary>False leaves merging to <see cref="LiveIndex.CompactAsync"/>. Default true.</summary>
    public bool CompactAutomatically { get; init; } = true;

    /// <summary>Where merges run. Default: the thread pool.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DeltaCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MergeRatio, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRemovedShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRemovedShare, 1);
        ArgumentNullException.ThrowIfNull(Segments);
        ArgumentNullException.ThrowIfNull(Scheduler);
    }
}
