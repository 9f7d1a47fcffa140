using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What one user did with one item: when each thing was done last, the latest days of orders, and how often things happened within the
/// kept sequence. All times are milliseconds since 1970-01-01 UTC, <see cref="Never"/> where it did not happen. Times and days are
/// extremes over the events, counts follow the sequence, so the order in which events arrive does not matter.
/// </summary>
public sealed class ItemRecord
{
    /// <summary>The time of what did not happen.</summary>
    public const long Never = long.MinValue;

    /// <summary>Days with an order that are kept.</summary>
    public const int MaxOrderDays = 16;

    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>By action, when it was done last.</summary>
    private readonly long[] _last = new long[EventActions.Count];

    /// <summary>By action, how often it is in the sequence.</summary>
    private readonly ushort[] _inSequence = new ushort[EventActions.Count];

    internal ItemRecord(string itemId)
    {
        ItemId = itemId;
        Array.Fill(_last, Never);
    }

    public string ItemId { get; }

    /// <summary>
    /// Days (UTC) on which the item was ordered, at most <see cref="MaxOrderDays"/>, at least 1 if it was ever ordered: a day's orders
    /// count as one basket.
    /// </summary>
    public int Orders => Math.Max(OrderDaySet.Count, LastOrderAt == Never ? 0 : 1);

    /// <summary>Those days as far as they are kept, ascending, in days since 1970-01-01.</summary>
    public ReadOnlySpan<int> OrderDays => OrderDaySet.Days;

    /// <summary>Order events in the sequence, also several in one basket; at least 1 if it was ever ordered.</summary>
    public int OrderLines => Count(EventAction.Order);

    public long LastOrderAt => Last(EventAction.Order);

    /// <summary>Deliveries in the sequence, at least 1 if it was ever delivered.</summary>
    public int Delivered => Count(EventAction.Delivered);

    /// <summary>Cancellations in the sequence, at least 1 if it was ever cancelled.</summary>
    public int Canceled => Count(EventAction.Canceled);

    public long LastCanceledAt => Last(EventAction.Canceled);

    /// <summary>When the item was last put into the cart, whether or not it is still there.</summary>
    public long CartAt => Last(EventAction.ToCart);

    public long RemovedAt => Last(EventAction.Remove);

    public long FavoriteAt => Last(EventAction.Favorite);

    public long UnfavoriteAt => Last(EventAction.Unfavorite);

    /// <summary>Openings of the page in the sequence, at least 1 if it was ever opened.</summary>
    public int Views => Count(EventAction.PageView);

    public long LastViewAt => Last(EventAction.PageView);

    /// <summary>Openings of the description or the reviews: a stronger sign of interest than a view. Counted like <see cref="Views"/>.</summary>
    public int Studies => Count(EventAction.ViewDescription) + Count(EventAction.ReviewView);

    public long LastStudyAt => Math.Max(Last(EventAction.ViewDescription), Last(EventAction.ReviewView));

    /// <summary>Time of the latest event of any kind.</summary>
    public long LastTouchedAt { get; private set; } = Never;

    /// <summary>Put into the cart, and neither taken out nor ordered since; what happens in the same instant empties the cart.</summary>
    public bool InCart => CartAt > RemovedAt && CartAt > LastOrderAt;

    /// <summary>Marked as a favourite and not unmarked since.</summary>
    public bool IsFavorite => FavoriteAt > UnfavoriteAt;

    /// <summary>Hidden by the user and not shown again since; what happens in the same instant leaves it hidden.</summary>
    public bool IsHidden => Last(EventAction.Hide) is var hidden && hidden != Never && hidden >= Last(EventAction.Unhide);

    /// <summary>Whether anything was done that says something of interest.</summary>
    internal bool HasSignal => _last.AsSpan(0, EventActions.SignalCount).ContainsAnyExcept(Never);

    internal DaySet OrderDaySet { get; } = new(MaxOrderDays);

    /// <summary>The UTC day of a time, in days since 1970-01-01.</summary>
    public static int DayOf(long milliseconds) => (int)Math.Floor(milliseconds / (double)MillisecondsPerDay);

    /// <summary>When an action was done last.</summary>
    public long Last(EventAction action) => _last[(int)action];

    internal void Remember(EventAction action, long at)
    {
        _last[(int)action] = Math.Max(_last[(int)action], at);
        LastTouchedAt = Math.Max(LastTouchedAt, at);
    }

    /// <summary>An event of the item came into the sequence.</summary>
    internal void EnterSequence(EventAction action) => _inSequence[(int)action]++;

    internal void LeaveSequence(EventAction action) => _inSequence[(int)action]--;

    /// <summary>Forgets what happened up to and including a moment; days are forgotten by <see cref="OrderDaySet"/>.</summary>
    internal void ForgetUntil(long moment)
    {
        foreach (ref long last in _last.AsSpan())
        {
            last = last <= moment ? Never : last;
        }

        LastTouchedAt = LastTouchedAt <= moment ? Never : LastTouchedAt;
    }

    /// <summary>Whether it holds a time or a day that another one of the item, made from some of its events, has not.</summary>
    internal bool HasMoreThan(ItemRecord part) =>
        !_last.AsSpan().SequenceEqual(part._last) || !OrderDays.SequenceEqual(part.OrderDays);

    /// <summary>The first day that anything is remembered of.</summary>
    internal int FirstDay()
    {
        long first = long.MaxValue;
        foreach (long last in _last)
        {
            first = last == Never ? first : Math.Min(first, last);
        }

        return Math.Min(DayOf(first), OrderDaySet.Count == 0 ? int.MaxValue : OrderDays[0]);
    }

    private int Count(EventAction action) => Math.Max(_inSequence[(int)action], Last(action) == Never ? 0 : 1);
}
