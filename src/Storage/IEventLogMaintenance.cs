namespace Tandem.Storage;

/// <summary>What an event log can do besides its daily work: keeping it small, and a person's rights over their data. Thread-safe.</summary>
public interface IEventLogMaintenance
{
    /// <summary>
    /// Deletes events of a partition with an offset below <paramref name="before"/>, but none that some consumer has not passed:
    /// a stored cursor at 5 keeps offset 6 and all after it. A consumer that has never stored a cursor holds nothing back, so a new
    /// consumer stores 0 first. Offsets are not used again; event ids that are trimmed are forgotten, so a repeat of one is stored anew.
    /// </summary>
    /// <returns>How many events were deleted.</returns>
    Task<long> TrimAsync(int partition, long before, CancellationToken cancellation = default);

    /// <summary>The same for every partition and for events that were appended before a time. The log's clock decides, not the event's.</summary>
    Task<long> TrimAsync(DateTimeOffset appendedBefore, CancellationToken cancellation = default);

    /// <summary>The user's events in the log with an offset greater than <paramref name="after"/>, ascending, at most <paramref name="count"/>.</summary>
    Task<IReadOnlyList<LoggedEvent>> ReadUserEventsAsync(string userId, long after, int count, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes every event of a user and overwrites the freed space. The ids are forgotten with the events, so stop the source first.
    /// </summary>
    /// <returns>How many events were deleted.</returns>
    Task<long> DeleteUserEventsAsync(string userId, CancellationToken cancellation = default);
}
