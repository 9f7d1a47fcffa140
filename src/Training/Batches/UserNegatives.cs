using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>
/// For each user, the items that a source of negatives takes from the user's own events. An item with an outcome that stands is none
/// of them, whatever else happened to it.
/// </summary>
internal sealed class UserNegatives
{
    /// <summary>By rule and user; null for a rule that is not personal.</summary>
    private readonly int[][]?[] _itemsOf;

    public UserNegatives(Interactions interactions, TargetStrategy strategy)
    {
        bool[] undone = strategy.Negatives.Any(static rule => rule.IsPersonal) ? Cancellations.Find(interactions) : [];
        _itemsOf =
        [
            .. strategy.Negatives.Select(rule => rule.IsPersonal
                ? Enumerable.Range(0, interactions.UserCount).Select(user => Find(interactions, undone, user, rule)).ToArray()
                : null),
        ];
    }

    /// <summary>Distinct item codes, ascending.</summary>
    /// <param name="rule">The place of a personal rule among the strategy's negatives.</param>
    public ReadOnlySpan<int> Of(int user, int rule) => _itemsOf[rule]![user];

    /// <summary>Whether any personal rule gives anything for this user.</summary>
    public bool Any(int user) => _itemsOf.Any(items => items is not null && items[user].Length > 0);

    private static int[] Find(Interactions interactions, bool[] undone, int user, NegativeRule rule)
    {
        var found = new SortedSet<int>();
        var never = new HashSet<int>();
        for (int row = interactions.UserStart[user]; row < interactions.UserStart[user + 1]; row++)
        {
            EventAction action = interactions.Action[row];
            int item = interactions.Item[row];
            if ((action == interactions.Outcome && !undone[row]) || (rule.Source == NegativeSource.Impressions && action != EventAction.PageView))
            {
                never.Add(item);
            }
            else if (IsNegative(interactions, row, rule))
            {
                found.Add(item);
            }
        }

        found.ExceptWith(never);
        return [.. found];
    }

    private static bool IsNegative(Interactions interactions, int row, NegativeRule rule) => rule.Source switch
    {
        NegativeSource.Cancelled => interactions.Action[row] == EventAction.Canceled,
        NegativeSource.FailedSignals => interactions.Action[row] is EventAction.Remove or EventAction.Unfavorite,
        NegativeSource.Impressions => rule.Widgets.Count == 0 || rule.Widgets.Contains(interactions.WidgetNames[interactions.Widget[row]]),
        _ => false,
    };
}
