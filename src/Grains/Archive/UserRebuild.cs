using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Archive;

/// <summary>Makes a user's state anew from the archive and the log, for when it was lost or damaged.</summary>
public sealed class UserRebuild(
    EventArchive archive, IEventLog log, IEventLogMaintenance maintenance, DeadLetterLog deadLetters, IGrainFactory grains)
{
    private const int Page = 1_000;
    private const int MaxRounds = 10;

    /// <summary>
    /// Folds every event that the archive and the log have of the user into a new history, which takes the place of the stored one. Dead
    /// letters stay where they are. Events that arrive meanwhile are part of it.
    /// </summary>
    /// <returns>How many events there were.</returns>
    /// <exception cref="TandemException">The user gets events faster than they can be read.</exception>
    public async Task<int> RebuildAsync(string userId, CancellationToken cancellation = default)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            long through = await log.LastOffsetAsync(log.PartitionOf(userId), cancellation);
            UserEvent[] events = await ReadAsync(userId, through, cancellation);
            if (await grains.GetGrain<IUserGrain>(userId).RebuildAsync(events, through))
                return events.Length;
        }

        throw new TandemException("The user's events arrive faster than they can be read. Try again when there are fewer.");
    }

    private async Task<UserEvent[]> ReadAsync(string userId, long through, CancellationToken cancellation)
    {
        SortedDictionary<long, ShopEvent> events = [];
        await foreach (ArchivedEvent archived in archive.ReadUserAsync(userId, cancellation))
            events[archived.Offset] = archived.Event;

        long after = 0;
        while (await maintenance.ReadUserEventsAsync(userId, after, Page, cancellation) is { Count: > 0 } page)
        {
            foreach (LoggedEvent logged in page)
                events[logged.Offset] = logged.Event;

            after = page[^1].Offset;
        }

        await foreach (StoredDeadLetter stored in deadLetters.ReadAllAsync(cancellation))
        {
            if (stored.Letter.Event.UserId == userId)
                events.Remove(stored.Letter.Offset);
        }

        return [.. events.TakeWhile(each => each.Key <= through).Select(each => new UserEvent(each.Key, each.Value))];
    }
}
