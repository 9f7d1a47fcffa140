using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// The event log of a <see cref="SqliteStore"/>. An id is known as a duplicate for as long as its event is in the log; trimming and erasing
/// forget it.
/// </summary>
public sealed partial class SqliteEventLog : IEventLog, IEventLogMaintenance, IDisposable
{
    private const string Insert =
        "INSERT INTO events (partition, offset, event_id, user_id, appended_at, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (event_id) DO NOTHING";

    private const string Find = "SELECT partition, offset FROM events WHERE event_id = ?1";

    private const string Select =
        "SELECT offset, event_id, user_id, payload FROM events WHERE partition = ?1 AND offset > ?2 ORDER BY offset LIMIT ?3";

    private const string SelectCursor = "SELECT offset FROM cursors WHERE consumer = ?1 AND partition = ?2";

    private const string UpsertCursor =
        "INSERT INTO cursors (consumer, partition, offset) VALUES (?1, ?2, ?3) ON CONFLICT (consumer, partition) DO UPDATE SET offset = max(offset, excluded.offset)";

    // Heals a wake-up that another consumer of the same partition took.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly SqliteStore _store;
    private readonly HighWaterMark[] _marks;
    private readonly AppendSignal[] _signals;
    private readonly ITimer _heartbeat;

    /// <summary>Used by the writer's thread only.</summary>
    private readonly ArrayBufferWriter<byte> _payload = new(256);

    /// <summary>The log of an open store. The store is not disposed with it.</summary>
    public SqliteEventLog(SqliteStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _marks = new HighWaterMark[store.Partitions];
        _signals = new AppendSignal[store.Partitions];
        for (int partition = 0; partition < store.Partitions; partition++)
        {
            _marks[partition] = store.Marks.Get(string.Create(CultureInfo.InvariantCulture, $"events/{partition}"));
            HighWaterMark mark = _marks[partition];
            _signals[partition] = new AppendSignal(() => mark.Committed);
            mark.Advanced += _signals[partition].Set;
        }

        _heartbeat = store.Time.CreateTimer(Beat, null, Heartbeat, Heartbeat);
    }

    /// <inheritdoc/>
    public int Partitions => _marks.Length;

    /// <inheritdoc/>
    public int PartitionOf(string userId) => PartitionHash.PartitionOf(userId, _marks.Length);

    /// <inheritdoc/>
    /// <exception cref="TandemException">An event can't be stored (nothing of the call is), or the disk is full or failing.</exception>
    public async Task<IReadOnlyList<AppendedEvent>> AppendAsync(IReadOnlyList<ShopEvent> events, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            return [];
        foreach (ShopEvent shopEvent in events)
            ShopEventCodec.Validate(shopEvent);
        return await _store.WriteAsync(
            (Log: this, Events: events, Trace: Activity.Current?.Context ?? default),
            static (transaction, state) => state.Log.Append(transaction, state.Events, state.Trace),
            events.Count,
            cancellation: cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(int partition, long after, int count, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0 || after >= _marks[partition].Committed)
            return [];
        return await _store.ReadAsync(
            (partition, after, count),
            static (session, range) => Collect(session.Prepare(Select).Bind(1, range.partition).Bind(2, range.after).Bind(3, range.count)),
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<long> LastOffsetAsync(int partition, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        return Task.FromResult(_marks[partition].Committed);
    }

    /// <inheritdoc/>
    public Task<long> GetCursorAsync(string consumer, int partition, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentException.ThrowIfNullOrEmpty(consumer);
        return _store.ReadAsync(
            (consumer, partition),
            static (session, key) => session.Prepare(SelectCursor).Bind(1, key.consumer).Bind(2, key.partition).Scalar() ?? 0,
            cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or was never given to an event.</exception>
    public Task SetCursorAsync(string consumer, int partition, long offset, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentException.ThrowIfNullOrEmpty(consumer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _marks[partition].Committed);
        return _store.WriteAsync(
            (consumer, partition, offset),
            static (transaction, cursor) => transaction.Prepare(UpsertCursor).Bind(1, cursor.consumer).Bind(2, cursor.partition).Bind(3, cursor.offset).Run(),
            cancellation: cancellation);
    }

    /// <inheritdoc/>
    public ValueTask WaitForAppendAsync(int partition, CancellationToken cancellation)
    {
        CheckPartition(partition);
        return _signals[partition].WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask WaitForAppendAsync(int partition, long after, CancellationToken cancellation)
    {
        CheckPartition(partition);
        return _signals[partition].WaitBeyondAsync(after, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heartbeat.Dispose();
        for (int partition = 0; partition < _marks.Length; partition++)
            _marks[partition].Advanced -= _signals[partition].Set;
    }

    private AppendedEvent[] Append(WriteTransaction transaction, IReadOnlyList<ShopEvent> events, ActivityContext trace)
    {
        long now = _store.Time.GetUtcNow().ToUnixTimeMilliseconds();
        SqliteStatement insert = transaction.Prepare(Insert);
        var appended = new AppendedEvent[events.Count];
        for (int i = 0; i < appended.Length; i++)
        {
            ShopEvent shopEvent = events[i];
            int partition = PartitionOf(shopEvent.UserId);
            long offset = _marks[partition].Pending + 1;
            _payload.ResetWrittenCount();
            ShopEventCodec.EncodeBody(shopEvent, _payload, trace);
            int inserted = insert.Bind(1, partition).Bind(2, offset).Bind(3, shopEvent.EventId).Bind(4, shopEvent.UserId).Bind(5, now)
                .Bind(6, _payload.WrittenSpan).Run();
            if (inserted == 1)
                appended[i] = new AppendedEvent(partition, transaction.Next(_marks[partition]), Duplicate: false);
            else
                appended[i] = FindDuplicate(transaction, shopEvent.EventId);
        }

        return appended;
    }

    private static AppendedEvent FindDuplicate(WriteTransaction transaction, string eventId)
    {
        SqliteStatement find = transaction.Prepare(Find).Bind(1, eventId);
        try
        {
            find.Step();
            return new AppendedEvent((int)find.Int64(0), find.Int64(1), Duplicate: true);
        }
        finally
        {
            find.Reset();
        }
    }

    /// <summary>Rows of offset, event id, user id, payload.</summary>
    private static List<LoggedEvent> Collect(SqliteStatement select)
    {
        try
        {
            var events = new List<LoggedEvent>();
            while (select.Step())
            {
                ShopEvent shopEvent = ShopEventCodec.DecodeBody(select.Blob(3), select.Text(1), select.Text(2), out ActivityContext trace);
                events.Add(new LoggedEvent(select.Int64(0), shopEvent, trace));
            }

            return events;
        }
        finally
        {
            select.Reset();
        }
    }

    private void Beat(object? state)
    {
        foreach (AppendSignal signal in _signals)
            signal.Pulse();
    }

    private void CheckPartition(int partition)
    {
        if ((uint)partition >= (uint)_marks.Length)
            throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has the partitions 0 to {_marks.Length - 1}.");
    }
}
