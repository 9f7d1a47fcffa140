namespace Tandem.Storage.Sqlite;

/// <summary>The feeds of a <see cref="SqliteStore"/>. Offsets grow within a topic and are not used again, also after a removal.</summary>
public sealed class SqliteFeedLog(SqliteStore store) : IFeedLog
{
    private const string Insert = "INSERT INTO feeds (topic, offset, key, payload) VALUES (?1, ?2, ?3, ?4)";
    private const string Select = "SELECT offset, key, payload FROM feeds WHERE topic = ?1 AND offset > ?2 ORDER BY offset LIMIT ?3";
    private const string SelectLatest = "SELECT offset, key, payload FROM feeds WHERE topic = ?1 AND key = ?2 ORDER BY offset DESC LIMIT 1";
    private const string DeleteKey = "DELETE FROM feeds WHERE topic = ?1 AND key = ?2";
    private const string Delete = "DELETE FROM feeds WHERE topic = ?1 AND offset = ?2";

    /// <inheritdoc/>
    public Task<long> AppendAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        WriteAsync(topic, key, payload, replaces: false, cancellation);

    /// <inheritdoc/>
    public Task<long> ReplaceAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        WriteAsync(topic, key, payload, replaces: true, cancellation);

    /// <inheritdoc/>
    public async Task<FeedRecord?> FindAsync(string topic, string key, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(key);
        List<FeedRecord> found = await store.ReadAsync(
            (topic, key),
            static (session, record) => Collect(session.Prepare(SelectLatest).Bind(1, record.topic).Bind(2, record.key)),
            cancellation).ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FeedRecord>> ReadAsync(string topic, long after, int count, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        // Feeds are polled; most polls find nothing.
        if (count == 0 || after >= MarkOf(topic).Committed)
            return [];
        return await store.ReadAsync((topic, after, count), static (session, range) =>
            Collect(session.Prepare(Select).Bind(1, range.topic).Bind(2, range.after).Bind(3, range.count)), cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string topic, long offset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return store.WriteAsync(
            (topic, offset),
            static (transaction, record) => transaction.Prepare(Delete).Bind(1, record.topic).Bind(2, record.offset).Run(),
            cancellation: cancellation);
    }

    private Task<long> WriteAsync(string topic, string key, ReadOnlyMemory<byte> payload, bool replaces, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(key);
        return store.WriteAsync(
            (mark: MarkOf(topic), topic, key, payload, replaces),
            static (transaction, record) =>
            {
                if (record.replaces)
                    transaction.Prepare(DeleteKey).Bind(1, record.topic).Bind(2, record.key).Run();

                long offset = transaction.Next(record.mark);
                transaction.Prepare(Insert).Bind(1, record.topic).Bind(2, offset).Bind(3, record.key).Bind(4, record.payload.Span).Run();
                return offset;
            },
            cancellation: cancellation);
    }

    private HighWaterMark MarkOf(string topic) => store.Marks.Get("feeds/" + topic);

    private static List<FeedRecord> Collect(SqliteStatement select)
    {
        try
        {
            var records = new List<FeedRecord>();
            while (select.Step())
                records.Add(new FeedRecord(select.Int64(0), select.Text(1), select.Blob(2).ToArray()));
            return records;
        }
        finally
        {
            select.Reset();
        }
    }
}
