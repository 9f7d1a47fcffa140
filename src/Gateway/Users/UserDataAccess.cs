using System.Runtime.CompilerServices;
using Tandem.Domain;
using Tandem.Gateway.DeadLetters;
using Tandem.Grains.Interfaces.Archive;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Gateway.Users;

/// <summary>Finds and erases what is stored of one user, in every place that stores something.</summary>
internal sealed class UserDataAccess(
    IGrainFactory grains, IEventLogMaintenance log, IExampleLog examples, DeadLetterLog deadLetters, IEventLog partitions, IReadYourWrites fence, TimeProvider time)
{
    private const int Page = 500;

    public async Task<UserExport> ExportAsync(string userId, CancellationToken cancellation)
    {
        UserProfile profile = await grains.GetGrain<IUserGrain>(userId).DescribeAsync();
        return new UserExport(time.GetUtcNow(), UserAnswer.From(profile), EventsAsync(userId, cancellation), DeadLettersAsync(userId, cancellation), ExamplesAsync(userId, cancellation));
    }

    /// <summary>
    /// The grain goes first: it raises its log position, so that events which are on their way when they are deleted from the log are not
    /// applied either.
    /// </summary>
    public async Task EraseAsync(string userId, CancellationToken cancellation)
    {
        await grains.GetGrain<IUserGrain>(userId).EraseAsync();
        await log.DeleteUserEventsAsync(userId, cancellation);
        await grains.GetGrain<IEventArchiveGrain>(partitions.PartitionOf(userId)).EraseAsync(userId);
        await deadLetters.EraseAsync(userId, cancellation);
        fence.Forget(userId);
    }

    private async IAsyncEnumerable<EventAnswer> EventsAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long after = 0;
        while (await log.ReadUserEventsAsync(userId, after, Page, cancellation) is { Count: > 0 } events)
        {
            foreach (LoggedEvent logged in events)
                yield return EventAnswer.From(logged.Event);

            after = events[^1].Offset;
        }
    }

    private async IAsyncEnumerable<ExampleAnswer> ExamplesAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (LoggedExample logged in examples.ReadUserAsync(userId, cancellation))
        {
            if (logged.Example is { } example)
                yield return ExampleAnswer.From(example);
        }
    }

    private async IAsyncEnumerable<DeadLetterAnswer> DeadLettersAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StoredDeadLetter stored in deadLetters.ReadAllAsync(cancellation))
        {
            if (stored.Letter.Event.UserId == userId)
                yield return DeadLetterAnswer.From(stored);
        }
    }
}

/// <summary>Everything that is stored of a user; the lists are read while they are written out.</summary>
/// <param name="Profile">What recommendations are made from.</param>
/// <param name="Events">The events in the log, oldest first.</param>
/// <param name="DeadLetters">Events that could not be applied.</param>
/// <param name="Examples">What the trainer learns from, as long as it keeps it.</param>
internal sealed record UserExport(
    DateTimeOffset ExportedAt, UserAnswer Profile, IAsyncEnumerable<EventAnswer> Events, IAsyncEnumerable<DeadLetterAnswer> DeadLetters, IAsyncEnumerable<ExampleAnswer> Examples);
