namespace Tandem.Grains.Interfaces.Users;

/// <summary>Everything that is remembered of one user.</summary>
/// <param name="AppliedOffset">Offset of the last event that was applied, in the user's partition of the event log; 0 before the first.</param>
/// <param name="Events">The kept sequence in time order.</param>
/// <param name="Items">What is kept for each item that the user dealt with.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.UserProfile")]
public sealed record UserProfile(
    [property: Id(0)] string UserId,
    [property: Id(1)] long AppliedOffset,
    [property: Id(2)] ProfileEvent[] Events,
    [property: Id(3)] ProfileItem[] Items);

/// <summary>One event of the kept sequence.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.ProfileEvent")]
public sealed record ProfileEvent(
    [property: Id(0)] string ItemId,
    [property: Id(1)] string Action,
    [property: Id(2)] DateTimeOffset OccurredAt,
    [property: Id(3)] string? Widget,
    [property: Id(4)] string EventId);

/// <summary>What is kept of one item that the user dealt with.</summary>
/// <param name="Views">Openings of its page.</param>
/// <param name="Orders">Days on which it was ordered.</param>
/// <param name="LastAt">Time of the latest event of any kind.</param>
/// <param name="LastByAction">By the name of an action, when it was done last.</param>
/// <param name="OrderDays">The latest days (UTC) with an order, in days since 1970-01-01.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.ProfileItem")]
public sealed record ProfileItem(
    [property: Id(0)] string ItemId,
    [property: Id(1)] int Views,
    [property: Id(2)] int Orders,
    [property: Id(3)] int Delivered,
    [property: Id(4)] int Canceled,
    [property: Id(5)] bool InCart,
    [property: Id(6)] bool Favorite,
    [property: Id(7)] DateTimeOffset LastAt,
    [property: Id(8)] Dictionary<string, DateTimeOffset> LastByAction,
    [property: Id(9)] int[] OrderDays);
