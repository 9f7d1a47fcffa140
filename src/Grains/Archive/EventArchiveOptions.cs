using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Archive;

/// <summary>How accepted events are kept for good. Section <c>Tandem:Archive</c>.</summary>
public sealed class EventArchiveOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Archive";

    /// <summary>False keeps events only as long as the log does. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Time between two files of a partition, 1 s to 1 day; files are written at whole multiples of it since midnight, UTC. Default 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Events in one file, 1 to 100,000,000; more than that make several. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxEventsPerFile { get; set; } = 1_000_000;
}
