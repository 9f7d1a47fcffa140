namespace Tandem.Retrieval.Live;

/// <summary>How a live index keeps its layers.</summary>
public sealed record LiveIndexOptions
{
    /// <summary>
    /// Rows at which the newest layer is sealed and merging begins, from 1. Every search reads all codes of that layer: 1,024 rows of 128 values
    /// are 128 KB. Default 1,024.
    /// </summary>
    public int DeltaCapacity { get; init; } = 1024;

    /// <summary>
    /// An older layer is merged with the newer ones when it is at most this many times as large as they are together, from 1. More
    /// makes fewer layers and more copying. Default 4.
    /// </summary>
    public double MergeRatio { get; init; } = 4;

    /// <summary>
    /// Merged layers use the lists and the recall curve of the largest layer that has them, until the others together have more than this share of
    /// the vectors that it was calibrated with; then everything is clustered and calibrated anew, beside searches, changes and other
    /// merges. Above 0, default 1: when the index has doubled.
    /// </summary>
    public double MaxGrowth { get; init; } = 1;

    /// <summary>A layer with more than this share of removed rows is rewritten at the next merge, above 0 to 1. Default 0.3.</summary>
    public double MaxRemovedShare { get; init; } = 0.3;

    /// <summary>
    /// How merged segments are built; the similarity is the index's, and lists are built where the structure allows them. Default: one
    /// thread, so that searches keep theirs, and recall measured with 512 queries.
    /// </summary>
    public SegmentOptions Segments { get; init; } = new() { MaxThreads = 1, CalibrationSample = 512 };

    /// <summary>False leaves merging to <see cref="LiveIndex.CompactAsync"/>. Default true.</summary>
    public bool CompactAutomatically { get; init; } = true;

    /// <summary>Where merges run. Default: the thread pool.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DeltaCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MergeRatio, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxGrowth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRemovedShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRemovedShare, 1);
        ArgumentNullException.ThrowIfNull(Segments);
        ArgumentNullException.ThrowIfNull(Scheduler);
    }
}
