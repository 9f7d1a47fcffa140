using Tandem.Grains.Interfaces.Users;

namespace Tandem.Gateway.Users;

/// <summary>What is remembered of a user.</summary>
/// <param name="EventCount">Events in the kept sequence.</param>
/// <param name="Items">What is kept of each item that the user dealt with.</param>
/// <param name="Events">The kept sequence in time order.</param>
internal sealed record UserAnswer(string UserId, int EventCount, IReadOnlyList<UserItemAnswer> Items, IReadOnlyList<UserEventAnswer> Events)
{
    public static UserAnswer From(UserProfile profile) => new(
        profile.UserId,
        profile.Events.Length,
        [.. profile.Items.Select(UserItemAnswer.From)],
        [.. profile.Events.Select(kept => new UserEventAnswer(kept.EventId, kept.ItemId, kept.Action, kept.OccurredAt, kept.Widget))]);
}

/// <summary>What is kept of one item.</summary>
/// <param name="Orders">Days on which it was ordered.</param>
/// <param name="LastByAction">When each thing was done last.</param>
/// <param name="OrderDays">The latest days (UTC) with an order.</param>
internal sealed record UserItemAnswer(
    string ItemId,
    int Views,
    int Orders,
    int Delivered,
    int Canceled,
    bool InCart,
    bool Favorite,
    DateTimeOffset LastAt,
    IReadOnlyDictionary<string, DateTimeOffset> LastByAction,
    IReadOnlyList<DateOnly> OrderDays)
{
    public static UserItemAnswer From(ProfileItem item) => new(
        item.ItemId,
        item.Views,
        item.Orders,
        item.Delivered,
        item.Canceled,
        item.InCart,
        item.Favorite,
        item.LastAt,
        item.LastByAction,
        [.. item.OrderDays.Select(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays)]);
}

/// <summary>One event of the kept sequence.</summary>
internal sealed record UserEventAnswer(string EventId, string ItemId, string Action, DateTimeOffset OccurredAt, string? Widget);

/// <summary>What a rebuild did.</summary>
/// <param name="Events">Events of the user that the archive and the log have.</param>
internal sealed record RebuildAnswer(int Events);
