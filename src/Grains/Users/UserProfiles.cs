using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>Reads a history out for people.</summary>
internal static class UserProfiles
{
    public static UserProfile Describe(string userId, long appliedOffset, UserHistory history) => new(
        userId,
        appliedOffset,
        [.. history.Events.Select(ToMessage)],
        [.. history.Items.OrderByDescending(item => item.LastTouchedAt).ThenBy(item => item.ItemId, StringComparer.Ordinal).Select(ToMessage)]);

    private static ProfileEvent ToMessage(HistoryEvent kept) => new(
        kept.ItemId,
        kept.Action.ToName(),
        DateTimeOffset.FromUnixTimeMilliseconds(kept.OccurredAt),
        kept.Widget.Length == 0 ? null : kept.Widget,
        kept.EventId);

    private static ProfileItem ToMessage(ItemRecord item) => new(
        item.ItemId,
        item.Views,
        item.Orders,
        item.Delivered,
        item.Canceled,
        item.InCart,
        item.IsFavorite,
        DateTimeOffset.FromUnixTimeMilliseconds(item.LastTouchedAt),
        Enum.GetValues<EventAction>()
            .Where(action => item.Last(action) != ItemRecord.Never)
            .ToDictionary(static action => action.ToName(), action => DateTimeOffset.FromUnixTimeMilliseconds(item.Last(action))),
        item.OrderDays.ToArray());
}
