using StackExchange.Redis;

namespace Tandem.Storage.Redis;

public sealed partial class RedisEventLog
{
    // Redis serves nobody else while a script runs: a step takes about a millisecond.
    private const int Step = 1000;

    /// <summary>Beyond every offset and every time.</summary>
    private const string Unbounded = "1e300";

    /// <inheritdoc/>
    public Task<long> TrimAsync(int partition, long before, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        return TrimAsync(partition, before, RedisValue.Null, cancellation);
    }

    /// <inheritdoc/>
    public async Task<long> TrimAsync(DateTimeOffset appendedBefore, CancellationToken cancellation = default)
    {
        long deleted = 0;
        for (int partition = 0; partition < _keys.Length; partition++)
            deleted += await TrimAsync(partition, RedisValue.Null, appendedBefore.ToUnixTimeMilliseconds(), cancellation).ConfigureAwait(false);

        return deleted;
    }

    /// <inheritdoc/>
    /// <remarks>Looks through the user's whole partition; there is no index by user, which would cost memory for every event.</remarks>
    public async Task<IReadOnlyList<LoggedEvent>> ReadUserEventsAsync(
        string userId, long after, int count, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        List<LoggedEvent> events = [];
        long? looked = after;
        while (looked is { } from && events.Count < count)
        {
            (looked, List<FoundEvent> found) = await FindAsync(userId, from, count - events.Count, cancellation).ConfigureAwait(false);
            events.AddRange(found.Select(each => Decode(StreamEntries.OffsetOf(each.EntryId), each.EventId, userId, each.Payload)));
        }

        return events;
    }

    /// <inheritdoc/>
    /// <remarks>The append-only file forgets them when Redis writes it anew, at the latest when it has doubled.</remarks>
    public async Task<long> DeleteUserEventsAsync(string userId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        EventPartitionKeys keys = _keys[PartitionOf(userId)];
        long deleted = 0;
        long? looked = 0;
        while (looked is { } from)
        {
            (looked, List<FoundEvent> found) = await FindAsync(userId, from, Step, cancellation).ConfigureAwait(false);
            if (found.Count > 0)
            {
                RedisValue[] arguments = [.. found.SelectMany(static each => new[] { each.EntryId, each.EventId })];
                deleted += (long)await _store.EvaluateAsync(EventLogScripts.Delete, [keys.Log, keys.Ids], arguments, cancellation).ConfigureAwait(false);
            }
        }

        return deleted;
    }

    private async Task<long> TrimAsync(int partition, RedisValue before, RedisValue since, CancellationToken cancellation)
    {
        EventPartitionKeys keys = _keys[partition];
        RedisValue[] arguments = [before.IsNull ? Unbounded : before, since.IsNull ? Unbounded : since, Step];
        long deleted = 0;
        long last;
        do
        {
            last = (long)await _store.EvaluateAsync(EventLogScripts.Trim, [keys.Log, keys.Ids, keys.Cursors], arguments, cancellation).ConfigureAwait(false);
            deleted += last;
        }
        while (last == Step);
        return deleted;
    }

    /// <summary>The user's events in the next step of the partition, and where to go on; null at its end.</summary>
    private async Task<(long? Looked, List<FoundEvent> Found)> FindAsync(string userId, long after, int count, CancellationToken cancellation)
    {
        var answer = (RedisValue[])(await _store.EvaluateAsync(
            EventLogScripts.FindUser, [_keys[PartitionOf(userId)].Log], [userId, StreamEntries.IdOf(after + 1), Step, count], cancellation).ConfigureAwait(false))!;
        List<FoundEvent> found = [.. answer.Skip(1).Chunk(3).Select(static each => new FoundEvent(each[0], each[1], each[2]))];
        return (answer[0].IsNull ? null : StreamEntries.OffsetOf(answer[0]), found);
    }

    private readonly record struct FoundEvent(RedisValue EntryId, RedisValue EventId, RedisValue Payload);
}
