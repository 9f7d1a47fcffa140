using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Experiments.Online;

/// <summary>A dataset's events as they would have come in.</summary>
internal static class LiveBaskets
{
    private const long Day = 24L * 60 * 60 * 1000;

    /// <summary>All instants after a moment, in the order of time and, within an instant, of the users.</summary>
    public static List<LiveBasket> After(Interactions events, long moment, long until)
    {
        var baskets = new List<LiveBasket>();
        for (int user = 0; user < events.UserCount; user++)
        {
            int end;
            for (int row = events.UserStart[user]; row < events.UserStart[user + 1]; row = end)
            {
                long at = events.OccurredAt[row];
                for (end = row + 1; end < events.UserStart[user + 1] && events.OccurredAt[end] == at;)
                {
                    end++;
                }

                if (at > moment && at <= until)
                {
                    baskets.Add(new LiveBasket(at, user, row, end));
                }
            }
        }

        baskets.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.User.CompareTo(b.User));
        return baskets;
    }

    /// <summary>The day of a moment, in days since 1970-01-01 UTC.</summary>
    public static long DayOf(long at) => at / Day;

    public static long StartOf(long day) => day * Day;

    /// <summary>Which baskets are ranked: of each day, the first purchase of so many users who have been here before, drawn by the seed.</summary>
    public static HashSet<LiveBasket> Draw(IEnumerable<LiveBasket> baskets, Interactions events, int perDay, int seed)
    {
        var drawn = new HashSet<LiveBasket>();
        foreach (IGrouping<long, LiveBasket> day in baskets.GroupBy(static basket => DayOf(basket.At)))
        {
            LiveBasket[] candidates =
            [
                .. day
                    .Where(basket => !events.Anonymous[basket.User] && basket.FirstRow > events.UserStart[basket.User] && Truth(basket, events).Count > 0)
                    .DistinctBy(static basket => basket.User),
            ];
            SeedMixer.Generator(seed, day.Key).Shuffle(candidates);
            drawn.UnionWith(candidates.Take(perDay));
        }

        return drawn;
    }

    /// <summary>The items that were bought.</summary>
    public static HashSet<string> Truth(LiveBasket basket, Interactions events)
    {
        var items = new HashSet<string>(StringComparer.Ordinal);
        for (int row = basket.FirstRow; row < basket.EndRow; row++)
        {
            if (events.Action[row] == EventAction.Order)
            {
                items.Add(events.ItemIds[events.Item[row]]);
            }
        }

        return items;
    }
}
