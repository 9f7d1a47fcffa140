using System.ComponentModel.DataAnnotations;

namespace Tandem.Ranking;

/// <summary>What is kept of live events for each item. Section <c>Tandem:Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>Time in which a pair's weight falls to 1/e, 1 hour to 365 days, in the time of the events. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan TimeConstant { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Successors kept for an item, 1 to 256; the lightest go. Default 32.</summary>
    [Range(1, 256)]
    public int MaxSuccessors { get; set; } = 32;

    /// <summary>Pause between two flushes of a silo's signals to the item grains, 50 ms to 1 minute. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Items of one flush, 1 to 100,000: bounds what live signals cost beside the events. Those that wait longest go first. Default 500.</summary>
    [Range(1, 100_000)]
    public int ItemsPerFlush { get; set; } = 500;

    /// <summary>Items with signals that wait in a silo's memory, 1 to 10,000,000; signals of further items are left out and counted. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxWaitingItems { get; set; } = 100_000;
}
