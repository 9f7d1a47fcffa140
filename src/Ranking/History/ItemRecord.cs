using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What one user did with one item. All times are milliseconds since 1970-01-01 UTC, <see cref="Never"/> where it did not happen.
/// Every field is a count or an extreme over the events, so the order in which they arrive does not matter.
/// </summary>
public sealed class ItemRecord
{
    /// <summary>The time of what did not happen.</summary>
    public const long Never = long.MinValue;

    /// <summary>Days with an order that are kept one by one; older ones are only counted.</summary>
    public const int MaxOrderDays = 16;

    private const long MillisecondsPerDay = 86_400_000;

    internal ItemRecord(string itemId) => ItemId = itemId;

    public string ItemId { get; }

    /// <summary>Days (UTC) on which the item was ordered: a day's orders count as one basket.</summary>
    public int Orders => OrderDayRecord.Count;

    /// <summary>The latest of those days, at most <see cref="MaxOrderDays"/>, ascending, in days since 1970-01-01.</summary>
    public ReadOnlySpan<int> OrderDays => OrderDayRecord.Days;

    /// <summary>Order events, also several in one basket.</summary>
    public int OrderLines { get; internal set; }

    public long FirstOrderAt { get; internal set; } = Never;

    public long LastOrderAt { get; internal set; } = Never;

    public int Delivered { get; internal set; }

    public int Canceled { get; internal set; }

    public long LastCanceledAt { get; internal set; } = Never;

    /// <summary>When the item was last put into the cart, whether or not it is still there.</summary>
    public long CartAt { get; internal set; } = Never;

    public long RemovedAt { get; internal set; } = Never;

    public long FavoriteAt { get; internal set; } = Never;

    public long UnfavoriteAt { get; internal set; } = Never;

    /// <summary>Openings of the page.</summary>
    public int Views { get; internal set; }

    public long LastViewAt { get; internal set; } = Never;

    /// <summary>Openings of the description or the reviews: a stronger sign of interest than a view.</summary>
    public int Studies { get; internal set; }

    public long LastStudyAt { get; internal set; } = Never;

    /// <summary>Time of the latest event of any kind.</summary>
    public long LastTouchedAt { get; internal set; } = Never;

    /// <summary>Put into the cart, and neither taken out nor ordered since; what happens in the same instant empties the cart.</summary>
    public bool InCart => CartAt > RemovedAt && CartAt > LastOrderAt;

    /// <summary>Marked as a favourite and not unmarked since.</summary>
    public bool IsFavorite => FavoriteAt > UnfavoriteAt;

    internal RecentDays OrderDayRecord { get; } = new(MaxOrderDays);

    /// <summary>The UTC day of a time, in days since 1970-01-01.</summary>
    public static int DayOf(long milliseconds) => (int)Math.Floor(milliseconds / (double)MillisecondsPerDay);

    internal void Apply(EventAction action, long at)
    {
        LastTouchedAt = Math.Max(LastTouchedAt, at);
        switch (action)
        {
            case EventAction.PageView:
                Views++;
                LastViewAt = Math.Max(LastViewAt, at);
                break;
            case EventAction.ViewDescription or EventAction.ReviewView:
                Studies++;
                LastStudyAt = Math.Max(LastStudyAt, at);
                break;
            case EventAction.Favorite:
                FavoriteAt = Math.Max(FavoriteAt, at);
                break;
            case EventAction.Unfavorite:
                UnfavoriteAt = Math.Max(UnfavoriteAt, at);
                break;
            case EventAction.ToCart:
                CartAt = Math.Max(CartAt, at);
                break;
            case EventAction.Remove:
                RemovedAt = Math.Max(RemovedAt, at);
                break;
            case EventAction.Order:
                OrderLines++;
                FirstOrderAt = FirstOrderAt == Never ? at : Math.Min(FirstOrderAt, at);
                LastOrderAt = Math.Max(LastOrderAt, at);
                OrderDayRecord.Add(DayOf(at));
                break;
            case EventAction.Delivered:
                Delivered++;
                break;
            case EventAction.Canceled:
                Canceled++;
                LastCanceledAt = Math.Max(LastCanceledAt, at);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action.");
        }
    }
}
