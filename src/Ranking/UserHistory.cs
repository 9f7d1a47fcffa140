using System.Diagnostics.CodeAnalysis;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What is remembered of one user: a bounded sequence of recent events in time order, and for each item the user dealt with a
/// bounded record (orders, cancellations, cart and favourite as they stand, last times). The user grain, the evaluation and
/// the bootstrap all fold events through <see cref="Apply(ShopEvent)"/>, so that what is measured is what is served.
/// <para>
/// The result depends on the set of the events alone, never on the order in which they arrive: every part is the latest of its kind, and
/// what falls out of a bound takes with it everything that could have been lost in another order (see <see cref="Floor"/>).
/// </para>
/// Not thread-safe: one owner changes it, and nobody may change it while it is read.
/// </summary>
public sealed class UserHistory
{
    /// <summary>Days with an order that are kept for the user.</summary>
    public const int MaxBasketDays = 64;

    private readonly UserHistoryOptions _options;
    private readonly long _maxAge;
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, ItemRecord> _items = new(StringComparer.Ordinal);

    /// <summary>Nothing that is remembered happened before this day; spares a look at every record.</summary>
    private int _firstDay = int.MaxValue;

    public UserHistory(UserHistoryOptions? options = null)
    {
        _options = options ?? UserHistoryOptions.Default;
        _maxAge = (long)_options.MaxAge.TotalMilliseconds;
    }

    /// <summary>The last events, at most <see cref="UserHistoryOptions.MaxEvents"/>, ascending by time and, within an instant, by event id.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>One record for each item, at most <see cref="UserHistoryOptions.MaxItems"/>, in no particular order.</summary>
    public IReadOnlyCollection<ItemRecord> Items => _items.Values;

    /// <summary>Days (UTC) on which the user ordered anything, at most <see cref="MaxBasketDays"/>: a day's orders count as one basket.</summary>
    public int Baskets => BasketDaySet.Count;

    /// <summary>Those days, ascending, in days since 1970-01-01.</summary>
    public ReadOnlySpan<int> BasketDays => BasketDaySet.Days;

    /// <summary>Time of the latest event in milliseconds since 1970-01-01 UTC; <see cref="ItemRecord.Never"/> when there is none.</summary>
    public long LastEventAt => _events.Count == 0 ? ItemRecord.Never : _events[^1].OccurredAt;

    public bool IsEmpty => _events.Count == 0;

    internal DaySet BasketDaySet { get; } = new(MaxBasketDays);

    /// <summary>Up to where everything is forgotten. It follows from the set of events, see <see cref="HistoryFloor"/>.</summary>
    internal HistoryFloor Floor { get; private set; } = HistoryFloor.None;

    /// <summary>The part of the floor that is due to age.</summary>
    internal HistoryFloor AgeFloor => IsEmpty ? HistoryFloor.None : new HistoryFloor(LastEventAt - _maxAge - 1, null);

    /// <summary>The record of an item, if there is one.</summary>
    public bool TryGetItem(string itemId, [NotNullWhen(true)] out ItemRecord? record) => _items.TryGetValue(itemId, out record);

    /// <summary>
    /// Inserts one event at its place in time. An event whose id is still in the sequence has no effect; older repetitions are for the
    /// caller to keep away. What only says whether an item may be shown is remembered of the item and takes no place in the sequence.
    /// </summary>
    /// <returns>Its place in <see cref="Events"/>; -1 if it is not there, because it was there already, is too old or is no signal.</returns>
    public int Apply(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)shopEvent.Action, EventActions.Count, nameof(shopEvent));
        return Apply(new HistoryEvent(
            shopEvent.EventId,
            shopEvent.ItemId,
            shopEvent.Action,
            shopEvent.Widget ?? "",
            shopEvent.OccurredAt.ToUnixTimeMilliseconds()));
    }

    /// <summary>A compact binary form with a version byte and a checksum: the same events give the same bytes.</summary>
    public byte[] ToBytes() => UserHistoryFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote, cut to the bounds of <paramref name="options"/>.</summary>
    /// <exception cref="TandemException">The bytes are damaged or of another version.</exception>
    public static UserHistory FromBytes(ReadOnlySpan<byte> bytes, UserHistoryOptions? options = null) =>
        UserHistoryFormat.Read(bytes, new UserHistory(options));

    internal int Apply(in HistoryEvent added)
    {
        int place = _events.BinarySearch(added, HistoryEvent.TimeOrder);
        if (place >= 0 || Floor.Covers(added.OccurredAt, added.ItemId))
        {
            return -1;
        }

        ItemRecord record = RecordOf(added.ItemId);
        record.Remember(added.Action, added.OccurredAt);
        int day = ItemRecord.DayOf(added.OccurredAt);
        _firstDay = Math.Min(_firstDay, day);
        if (!added.Action.IsSignal())
        {
            Bound();
            return -1;
        }

        if (added.Action == EventAction.Order && day > Floor.Day)
        {
            record.OrderDaySet.Add(day);
            BasketDaySet.Add(day);
        }

        place = ~place;
        _events.Insert(place, added);
        record.EnterSequence(added.Action);
        int dropped = Bound();
        return Math.Max(-1, place - dropped);
    }

    /// <summary>What follows from the sequence alone.</summary>
    internal UserHistory OfSequence()
    {
        var sequence = new UserHistory(_options);
        foreach (HistoryEvent kept in _events)
        {
            sequence.Apply(kept);
        }

        return sequence;
    }

    /// <summary>The record of an item, made if there is none.</summary>
    internal ItemRecord RecordOf(string itemId)
    {
        if (!_items.TryGetValue(itemId, out ItemRecord? record))
        {
            record = new ItemRecord(itemId);
            _items.Add(itemId, record);
        }

        return record;
    }

    /// <summary>Puts back a stored floor and applies the bounds, which may be narrower than those it was stored under.</summary>
    internal void Restore(HistoryFloor floor)
    {
        _firstDay = int.MinValue;
        Raise(floor);
        Bound();
    }

    /// <summary>Applies the bounds. Returns how many events left the beginning of the sequence.</summary>
    private int Bound()
    {
        int before = _events.Count;
        DropEvents(Math.Max(0, _events.Count - _options.MaxEvents));
        Raise(AgeFloor);
        while (_items.Count > _options.MaxItems)
        {
            Raise(_items.Values.Min(static record => new HistoryFloor(record.LastTouchedAt, record.ItemId)));
        }

        return before - _events.Count;
    }

    private void Raise(HistoryFloor floor)
    {
        if (floor.CompareTo(Floor) <= 0)
        {
            return;
        }

        Floor = floor;
        if (_firstDay <= floor.Day)
        {
            Forget();
        }
    }

    private void Forget()
    {
        int covered = 0;
        while (covered < _events.Count && _events[covered].OccurredAt <= Floor.Time)
        {
            covered++;
        }

        for (int i = covered - 1; i >= 0; i--)
        {
            if (Floor.Covers(_events[i].OccurredAt, _events[i].ItemId))
            {
                RecordOf(_events[i].ItemId).LeaveSequence(_events[i].Action);
                _events.RemoveAt(i);
            }
        }

        // Of the floor's own day some orders may be lost and others not: days count only when they are wholly above.
        BasketDaySet.ForgetUntil(Floor.Day);
        _firstDay = int.MaxValue;
        foreach (ItemRecord record in _items.Values)
        {
            record.ForgetUntil(Floor.Covers(Floor.Time, record.ItemId) ? Floor.Time : Floor.Time - 1);
            record.OrderDaySet.ForgetUntil(Floor.Day);
            if (record.LastTouchedAt == ItemRecord.Never)
            {
                _items.Remove(record.ItemId);
            }
            else
            {
                _firstDay = Math.Min(_firstDay, record.FirstDay());
            }
        }
    }

    private void DropEvents(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _items[_events[i].ItemId].LeaveSequence(_events[i].Action);
        }

        _events.RemoveRange(0, count);
    }
}
