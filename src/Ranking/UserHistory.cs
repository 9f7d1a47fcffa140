using System.Diagnostics.CodeAnalysis;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What is remembered of one user: a bounded sequence of recent events in time order, and for each item the user dealt with a
/// bounded record (orders, cancellations, cart and favourite as they stand, last times). The user grain, the evaluation and
/// the bootstrap all fold events through <see cref="Apply"/>, so that what is measured is what is served.
/// Not thread-safe: one owner changes it, and nobody may change it while it is read.
/// </summary>
public sealed class UserHistory
{
    /// <summary>Events kept in the sequence.</summary>
    public const int MaxEvents = 128;

    /// <summary>Items whose records are kept; beyond that the ones touched longest ago go first.</summary>
    public const int MaxItems = 512;

    /// <summary>Days with an order that are kept one by one for the user; older ones are only counted.</summary>
    public const int MaxBasketDays = 64;

    private readonly List<HistoryEvent> _events;
    private readonly Dictionary<string, ItemRecord> _items;
    private readonly RecentDays _basketDays;

    public UserHistory()
        : this([], new Dictionary<string, ItemRecord>(StringComparer.Ordinal), new RecentDays(MaxBasketDays))
    {
    }

    internal UserHistory(List<HistoryEvent> events, Dictionary<string, ItemRecord> items, RecentDays basketDays)
    {
        _events = events;
        _items = items;
        _basketDays = basketDays;
    }

    /// <summary>The last events, at most <see cref="MaxEvents"/>, ascending by time and, within an instant, by event id.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>One record for each item, at most <see cref="MaxItems"/>, in no particular order.</summary>
    public IReadOnlyCollection<ItemRecord> Items => _items.Values;

    /// <summary>Days (UTC) on which the user ordered anything: a day's orders count as one basket.</summary>
    public int Baskets => _basketDays.Count;

    /// <summary>The latest of those days, at most <see cref="MaxBasketDays"/>, ascending, in days since 1970-01-01.</summary>
    public ReadOnlySpan<int> BasketDays => _basketDays.Days;

    /// <summary>Time of the latest event in milliseconds since 1970-01-01 UTC; <see cref="ItemRecord.Never"/> when there is none.</summary>
    public long LastEventAt => _events.Count == 0 ? ItemRecord.Never : _events[^1].OccurredAt;

    public bool IsEmpty => _events.Count == 0;

    internal RecentDays BasketRecord => _basketDays;

    /// <summary>The record of an item, if there is one.</summary>
    public bool TryGetItem(string itemId, [NotNullWhen(true)] out ItemRecord? record) => _items.TryGetValue(itemId, out record);

    /// <summary>
    /// Inserts one event at its place in time. Order of arrival does not change the result within the kept horizon. An event
    /// whose id is still in the sequence has no effect; older repetitions are for the caller to keep away.
    /// </summary>
    public void Apply(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)shopEvent.Action, EventActions.Count, nameof(shopEvent));
        var added = new HistoryEvent(
            shopEvent.EventId,
            shopEvent.ItemId,
            shopEvent.Action,
            shopEvent.Widget ?? "",
            shopEvent.OccurredAt.ToUnixTimeMilliseconds());
        int place = _events.BinarySearch(added, HistoryEvent.TimeOrder);
        if (place >= 0)
        {
            return;
        }

        Insert(~place, added);
        if (!_items.TryGetValue(added.ItemId, out ItemRecord? record))
        {
            record = new ItemRecord(added.ItemId);
            _items.Add(added.ItemId, record);
        }

        record.Apply(added.Action, added.OccurredAt);
        if (added.Action == EventAction.Order)
        {
            _basketDays.Add(ItemRecord.DayOf(added.OccurredAt));
        }

        if (_items.Count > MaxItems)
        {
            EvictLongestUntouched();
        }
    }

    /// <summary>A compact binary form with a version byte; no bigger than 24 bytes an event plus ids stored once.</summary>
    public byte[] ToBytes() => UserHistoryFormat.Write(this);

    /// <exception cref="TandemException">The bytes are damaged or of a newer version.</exception>
    public static UserHistory FromBytes(ReadOnlySpan<byte> bytes) => UserHistoryFormat.Read(bytes);

    private void Insert(int place, HistoryEvent added)
    {
        if (_events.Count < MaxEvents)
        {
            _events.Insert(place, added);
            return;
        }

        if (place == 0)
        {
            return;
        }

        _events.RemoveAt(0);
        _events.Insert(place - 1, added);
    }

    private void EvictLongestUntouched()
    {
        ItemRecord? oldest = null;
        foreach (ItemRecord record in _items.Values)
        {
            if (oldest is null
                || record.LastTouchedAt < oldest.LastTouchedAt
                || (record.LastTouchedAt == oldest.LastTouchedAt && string.CompareOrdinal(record.ItemId, oldest.ItemId) < 0))
            {
                oldest = record;
            }
        }

        _items.Remove(oldest!.ItemId);
    }
}
