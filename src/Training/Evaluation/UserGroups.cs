namespace Tandem.Training.Evaluation;

/// <summary>How many users each part of a result is about.</summary>
/// <param name="All">Users with anything to find.</param>
/// <param name="New">Those with anything to find that they had not ordered before.</param>
/// <param name="Cold">Those without any event before.</param>
/// <param name="ColdItems">Those with a cold item to find.</param>
/// <param name="HeadItems">Those with a head item to find.</param>
/// <param name="TailItems">Those with a tail item to find.</param>
/// <param name="WarmItems">Those with an item to find that is not cold.</param>
public sealed record UserGroups(int All, int New, int Cold, int ColdItems, int HeadItems, int TailItems, int WarmItems)
{
    internal static UserGroups Of(IReadOnlyList<TestUser> users, ItemGroups items) => new(
        users.Count,
        users.Count(static user => user.NewTruth.Count > 0),
        users.Count(static user => user.IsCold),
        users.Count(user => user.Truth.Any(items.IsCold)),
        users.Count(user => user.Truth.Any(items.IsHead)),
        users.Count(user => !user.Truth.All(items.IsHead)),
        users.Count(user => !user.Truth.All(items.IsCold)));
}
