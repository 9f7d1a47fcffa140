using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Batches;

/// <summary>
/// Which orders and outcomes were undone. A cancellation undoes the user's earlier rows of the same item and order; where it names
/// no order that had the item, the latest such row that still stands.
/// </summary>
internal static class Cancellations
{
    /// <summary>[events] true for orders and outcomes that a later cancellation of the same user undoes.</summary>
    public static bool[] Find(Interactions interactions)
    {
        var undone = new bool[interactions.Count];
        var bought = new Dictionary<int, List<int>>();
        for (int user = 0; user < interactions.UserCount; user++)
        {
            bought.Clear();
            for (int row = interactions.UserStart[user]; row < interactions.UserStart[user + 1]; row++)
            {
                int item = interactions.Item[row];
                if (IsPurchase(interactions, row))
                {
                    if (!bought.TryGetValue(item, out List<int>? rows))
                    {
                        bought[item] = rows = [];
                    }

                    rows.Add(row);
                }
                else if (interactions.Action[row] == EventAction.Canceled && bought.TryGetValue(item, out List<int>? earlier))
                {
                    Undo(interactions, undone, earlier, interactions.Order[row]);
                }
            }
        }

        return undone;
    }

    /// <summary>Whether the row is an order or the dataset's outcome.</summary>
    public static bool IsPurchase(Interactions interactions, int row) =>
        interactions.Action[row] == EventAction.Order || interactions.Action[row] == interactions.Outcome;

    private static void Undo(Interactions interactions, bool[] undone, List<int> earlier, int order)
    {
        bool named = false;
        foreach (int row in earlier)
        {
            if (order >= 0 && interactions.Order[row] == order)
            {
                undone[row] = named = true;
            }
        }

        int last = named ? -1 : earlier.FindLastIndex(row => !undone[row]);
        if (last >= 0)
        {
            undone[earlier[last]] = true;
        }
    }
}
