using System.Buffers;
using System.Diagnostics;
using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Storage.Redis;

/// <summary>
/// The event log as one Redis Stream for each partition; the entry's id is the offset. An append is one script for each partition that it
/// touches. An id is known as a duplicate within its user's partition for as long as its event is in the log.
/// </summary>
public sealed partial class RedisEventLog : IEventLog, IEventLogMaintenance, IDisposable
{
    /// <summary>Look at the log this often while waiting: the message that tells of an append may have been missed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly RedisStore _store;
    private readonly EventPartitionKeys[] _keys;
    private readonly long[] _known;
    private readonly AppendSignal[] _signals;

    /// <summary>The log of a connected store. The store is not disposed with it.</summary>
    public RedisEventLog(RedisStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _known = new long[store.Partitions];
        _keys = [.. Enumerable.Range(0, store.Partitions).Select(partition => new EventPartitionKeys(store, partition))];
        _signals = [.. Enumerable.Range(0, store.Partitions).Select(partition => new AppendSignal(() => Volatile.Read(ref _known[partition])))];
        for (int partition = 0; partition < _keys.Length; partition++)
        {
            int number = partition;
            store.Subscribe(_keys[partition].Appended, last => Note(number, (long)last));
        }
    }

    /// <inheritdoc/>
    public int Partitions => _keys.Length;

    /// <inheritdoc/>
    public int PartitionOf(string userId) => PartitionHash.PartitionOf(userId, _keys.Length);

    /// <inheritdoc/>
    /// <exception cref="TandemException">An event can't be stored; nothing of the call is.</exception>
    /// <exception cref="StorageUnavailableException">Redis did not answer; some of the events may be stored. Repeat the call.</exception>
    public async Task<IReadOnlyList<AppendedEvent>> AppendAsync(IReadOnlyList<ShopEvent> events, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (ShopEvent shopEvent in events)
            ShopEventCodec.Validate(shopEvent);

        var appended = new AppendedEvent[events.Count];
        await Task.WhenAll(Enumerable.Range(0, events.Count)
            .GroupBy(i => PartitionOf(events[i].UserId))
            .Select(ofPartition => AppendAsync(ofPartition.Key, [.. ofPartition], events, appended, cancellation))).ConfigureAwait(false);
        return appended;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(int partition, long after, int count, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
            return [];

        StreamEntry[] entries = await _store.CallAsync(
            database => database.StreamRangeAsync(_keys[partition].Log, StreamEntries.IdOf(after + 1), "+", count), cancellation).ConfigureAwait(false);
        return [.. entries.Select(static entry => Decode(StreamEntries.OffsetOf(entry.Id), entry["e"], entry["u"], entry["p"]))];
    }

    /// <inheritdoc/>
    public async Task<long> LastOffsetAsync(int partition, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        var last = (long)await _store.CallAsync(database => database.StringGetAsync(_keys[partition].Last), cancellation).ConfigureAwait(false);
        Note(partition, last);
        return last;
    }

    /// <inheritdoc/>
    public async Task<long> GetCursorAsync(string consumer, int partition, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentException.ThrowIfNullOrEmpty(consumer);
        return (long)await _store.CallAsync(database => database.HashGetAsync(_keys[partition].Cursors, consumer), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or was never given to an event.</exception>
    public async Task SetCursorAsync(string consumer, int partition, long offset, CancellationToken cancellation = default)
    {
        CheckPartition(partition);
        ArgumentException.ThrowIfNullOrEmpty(consumer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        EventPartitionKeys keys = _keys[partition];
        var last = (long)await _store.EvaluateAsync(EventLogScripts.SetCursor, [keys.Cursors, keys.Last], [consumer, offset], cancellation).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, last);
    }

    /// <inheritdoc/>
    public ValueTask WaitForAppendAsync(int partition, CancellationToken cancellation)
    {
        CheckPartition(partition);
        return _signals[partition].WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask WaitForAppendAsync(int partition, long after, CancellationToken cancellation)
    {
        CheckPartition(partition);
        while (await LastOffsetAsync(partition, cancellation).ConfigureAwait(false) <= after)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task over = Task.Delay(Heartbeat, _store.Time, pause.Token);
            Task grown = _signals[partition].WaitBeyondAsync(after, pause.Token).AsTask();
            Task first = await Task.WhenAny(grown, over).ConfigureAwait(false);
            await pause.CancelAsync().ConfigureAwait(false);
            if (first == grown)
            {
                await grown.ConfigureAwait(false);
                return;
            }

            await grown.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EventPartitionKeys keys in _keys)
            _store.Unsubscribe(keys.Appended);
    }

    private async Task AppendAsync(int partition, int[] places, IReadOnlyList<ShopEvent> events, AppendedEvent[] appended, CancellationToken cancellation)
    {
        EventPartitionKeys keys = _keys[partition];
        var arguments = new RedisValue[1 + (3 * places.Length)];
        arguments[0] = _store.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var payload = new ArrayBufferWriter<byte>(128);
        ActivityContext trace = Activity.Current?.Context ?? default;
        for (int i = 0; i < places.Length; i++)
        {
            ShopEvent shopEvent = events[places[i]];
            payload.ResetWrittenCount();
            ShopEventCodec.EncodeBody(shopEvent, payload, trace);
            arguments[(3 * i) + 1] = shopEvent.EventId;
            arguments[(3 * i) + 2] = shopEvent.UserId;
            arguments[(3 * i) + 3] = payload.WrittenSpan.ToArray();
        }

        RedisResult answer = await _store.EvaluateAsync(
            EventLogScripts.Append, [keys.Log, keys.Ids, keys.Last, keys.AppendedKey], arguments, cancellation).ConfigureAwait(false);
        var offsets = (long[])answer!;
        for (int i = 0; i < places.Length; i++)
            appended[places[i]] = new AppendedEvent(partition, Math.Abs(offsets[i]), Duplicate: offsets[i] < 0);

        if (offsets.Max() is > 0 and var last)
            Note(partition, last);
    }

    /// <summary>The partition has at least this offset.</summary>
    private void Note(int partition, long last)
    {
        long known = Volatile.Read(ref _known[partition]);
        while (known < last)
        {
            long before = Interlocked.CompareExchange(ref _known[partition], last, known);
            if (before == known)
            {
                _signals[partition].Set();
                return;
            }

            known = before;
        }
    }

    private static LoggedEvent Decode(long offset, RedisValue eventId, RedisValue userId, RedisValue payload)
    {
        ShopEvent shopEvent = ShopEventCodec.DecodeBody(((ReadOnlyMemory<byte>)payload).Span, eventId!, userId!, out ActivityContext trace);
        return new LoggedEvent(offset, shopEvent, trace);
    }

    private void CheckPartition(int partition)
    {
        if ((uint)partition >= (uint)_keys.Length)
            throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has the partitions 0 to {_keys.Length - 1}.");
    }
}
