namespace Tandem.Storage.Sqlite;

public sealed partial class SqliteEventLog
{
    // A long delete goes in steps, so that appends get their turn in between.
    private const int DeleteStep = 2000;

    private const string FirstKept = "SELECT offset FROM events WHERE partition = ?1 AND appended_at >= ?2 ORDER BY offset LIMIT 1";

    // The cursors are read in the same transaction: one that appears between two steps is respected.
    private const string TrimStep =
        """
        DELETE FROM events WHERE partition = ?1 AND offset IN (
            SELECT offset FROM events
            WHERE partition = ?1 AND offset < ?2
              AND offset <= (SELECT coalesce(min(offset), 9223372036854775807) FROM cursors WHERE partition = ?1)
            ORDER BY offset LIMIT ?3)
        """;

    private const string SelectUser = "SELECT offset, event_id, user_id, payload FROM events WHERE user_id = ?1 AND partition = ?2 AND offset > ?3 ORDER BY offset LIMIT ?4";

    private const string EraseStep =
        """
        DELETE FROM events WHERE (partition, offset) IN (SELECT partition, offset FROM events WHERE user_id = ?1 LIMIT ?2)
        """;

    /// <inheritdoc/>
    public async Task<long> TrimAsync(int partition, long before, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        return await InStepsAsync(
            (partition, before),
            static (transaction, range) => transaction.Prepare(TrimStep).Bind(1, range.partition).Bind(2, range.before).Bind(3, DeleteStep).Run(),
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<long> TrimAsync(DateTimeOffset appendedBefore, CancellationToken cancellation = default)
    {
        long deleted = 0;
        long time = appendedBefore.ToUnixTimeMilliseconds();
        for (int partition = 0; partition < _marks.Length; partition++)
        {
            long afterLast = _marks[partition].Committed + 1;
            long? first = await _store.ReadAsync(
                (partition, time),
                static (session, key) => session.Prepare(FirstKept).Bind(1, key.partition).Bind(2, key.time).Scalar(),
                cancellation).ConfigureAwait(false);
            deleted += await TrimAsync(partition, first ?? afterLast, cancellation).ConfigureAwait(false);
        }

        return deleted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedEvent>> ReadUserEventsAsync(
        string userId, long after, int count, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return await _store.ReadAsync(
            (userId, partition: PartitionOf(userId), after, count),
            static (session, key) => Collect(session.Prepare(SelectUser).Bind(1, key.userId).Bind(2, key.partition).Bind(3, key.after).Bind(4, key.count)),
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<long> DeleteUserEventsAsync(string userId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return InStepsAsync(
            userId,
            static (transaction, user) => transaction.RunErasing(transaction.Prepare(EraseStep).Bind(1, user).Bind(2, DeleteStep)),
            cancellation);
    }

    private async Task<long> InStepsAsync<TState>(TState state, Func<WriteTransaction, TState, int> step, CancellationToken cancellation)
    {
        long deleted = 0;
        int last;
        do
        {
            last = await _store.WriteAsync(state, step, DeleteStep, cancellation: cancellation).ConfigureAwait(false);
            deleted += last;
        }
        while (last == DeleteStep);
        return deleted;
    }
}
