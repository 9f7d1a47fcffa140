using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Bundling;

/// <summary>Which items users dealt with, each once.</summary>
internal static class DistinctItems
{
    /// <summary>By user the item codes, ascending, of the events with one of the actions; anonymous users have none.</summary>
    public static int[][] ByUser(Interactions events, Func<EventAction, bool> counts)
    {
        var items = new int[events.UserCount][];
        for (int user = 0; user < items.Length; user++)
        {
            items[user] = events.Anonymous[user] ? [] : Of(events, user, counts);
        }

        return items;
    }

    private static int[] Of(Interactions events, int user, Func<EventAction, bool> counts)
    {
        var items = new SortedSet<int>();
        for (int row = events.UserStart[user]; row < events.UserStart[user + 1]; row++)
        {
            if (counts(events.Action[row]))
            {
                items.Add(events.Item[row]);
            }
        }

        return [.. items];
    }
}
