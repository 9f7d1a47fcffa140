using System.ComponentModel.DataAnnotations;

namespace Tandem.Ranking;

/// <summary>How much is remembered of a user. Section <c>Tandem:Users</c>.</summary>
public sealed class UserHistoryOptions
{
    public const int DefaultMaxEvents = 128;
    public const int DefaultMaxItems = 512;

    /// <summary>Events kept in the sequence, 1 to 512; beyond that the oldest go. Default 128.</summary>
    [Range(1, DefaultMaxItems)]
    public int MaxEvents { get; set; } = DefaultMaxEvents;

    /// <summary>
    /// Items with a record, 512 to 4,096: every item of the sequence has one. Beyond that, what was touched longest ago goes. Default 512.
    /// </summary>
    [Range(DefaultMaxItems, 4096)]
    public int MaxItems { get; set; } = DefaultMaxItems;

    /// <summary>
    /// Age at which everything of an event is forgotten, 1 hour to 3,650 days, counted back from the user's latest event, so that a
    /// history that is replayed years later is remembered like a live one. Default 730 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(730);

    internal static UserHistoryOptions Default { get; } = new();
}
