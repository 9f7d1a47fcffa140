using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Batches;

/// <summary>
/// For each user, the items that ended badly: an order that was cancelled, a cart item taken out, a favourite taken off. An item
/// that also had the dataset's outcome is none of them.
/// </summary>
internal sealed class UserFailures
{
    private readonly int[] _start;
    private readonly int[] _items;

    public UserFailures(Interactions interactions)
    {
        _start = new int[interactions.UserCount + 1];
        var items = new List<int>();
        for (int user = 0; user < interactions.UserCount; user++)
        {
            var failed = new SortedSet<int>();
            var good = new HashSet<int>();
            for (int row = interactions.UserStart[user]; row < interactions.UserStart[user + 1]; row++)
            {
                EventAction action = interactions.Action[row];
                if (action == interactions.Outcome)
                {
                    good.Add(interactions.Item[row]);
                }
                else if (action is EventAction.Canceled or EventAction.Remove or EventAction.Unfavorite)
                {
                    failed.Add(interactions.Item[row]);
                }
            }

            failed.ExceptWith(good);
            items.AddRange(failed);
            _start[user + 1] = items.Count;
        }

        _items = [.. items];
    }

    /// <summary>Distinct item codes, ascending.</summary>
    public ReadOnlySpan<int> Of(int user) => _items.AsSpan(_start[user].._start[user + 1]);
}
