using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>Events that could not be applied, with their reasons; they can be looked at and replayed.</summary>
public sealed partial class DeadLetterLog(
    IFeedLog feed,
    Serializer serializer,
    IGrainFactory grains,
    GrainInstruments instruments,
    ILogger<DeadLetterLog> logger)
{
    private const int Page = 256;

    /// <summary>Letters after a position, ascending, at most <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<StoredDeadLetter>> ReadAsync(long after, int count, CancellationToken cancellation = default)
    {
        IReadOnlyList<FeedRecord> records = await feed.ReadAsync(TandemStorageNames.DeadLetterTopic, after, count, cancellation);
        return [.. records.Select(record => new StoredDeadLetter(record.Offset, serializer.Deserialize<DeadLetter>(record.Payload)!))];
    }

    /// <summary>Delivers every letter that is there now once more; those that succeed leave the log.</summary>
    /// <returns>How many were applied, and how many failed again and stay.</returns>
    public async Task<(int Replayed, int Failed)> ReplayAsync(CancellationToken cancellation = default)
    {
        int replayed = 0, failed = 0;
        await foreach (StoredDeadLetter stored in ReadAllAsync(cancellation))
        {
            DeadLetter letter = stored.Letter;
            try
            {
                await grains.GetGrain<IUserGrain>(letter.Event.UserId).ReplayAsync(new UserEvent(letter.Offset, letter.Event));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                failed++;
                LogReplayFailed(stored.Position, error);
                continue;
            }

            await feed.RemoveAsync(TandemStorageNames.DeadLetterTopic, stored.Position, cancellation);
            replayed++;
        }

        return (replayed, failed);
    }

    /// <summary>Removes the letters of one user.</summary>
    public async Task EraseAsync(string userId, CancellationToken cancellation = default)
    {
        await foreach (StoredDeadLetter stored in ReadAllAsync(cancellation))
        {
            if (stored.Letter.Event.UserId == userId)
                await feed.RemoveAsync(TandemStorageNames.DeadLetterTopic, stored.Position, cancellation);
        }
    }

    internal async Task AppendAsync(DeadLetter letter, CancellationToken cancellation)
    {
        await feed.AppendAsync(TandemStorageNames.DeadLetterTopic, letter.Event.UserId, serializer.SerializeToArray(letter), cancellation);
        instruments.DeadLettered();
        LogSetAside(letter.Offset, letter.Reason);
    }

    /// <summary>All letters that are there, ascending, a page at a time.</summary>
    public async IAsyncEnumerable<StoredDeadLetter> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        long after = 0;
        while (await ReadAsync(after, Page, cancellation) is { Count: > 0 } letters)
        {
            foreach (StoredDeadLetter stored in letters)
                yield return stored;

            after = letters[^1].Position;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event at offset {Offset} cannot be applied and is set aside as a dead letter: {Reason}")]
    private partial void LogSetAside(long offset, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter {Position} failed again and stays.")]
    private partial void LogReplayFailed(long position, Exception error);
}
