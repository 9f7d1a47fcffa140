using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>Folds events up to a cut into the figures of each item.</summary>
public static class PopularityBuilder
{
    private const double MillisecondsPerDay = 86_400_000;
    private const double InterestHalfLifeDays = 14;

    /// <summary>The statistics of all items as of the cut; later events are left out.</summary>
    public static ItemStatistics Build(Interactions events, DateTimeOffset cut)
    {
        ArgumentNullException.ThrowIfNull(events);
        long until = cut.ToUnixTimeMilliseconds();
        Dictionary<string, float[]> columns = ItemStatistics.Names.ToDictionary(
            static name => name, _ => new float[events.ItemCount], StringComparer.Ordinal);
        Array.Fill(columns[ItemStatistics.FirstSeen], -1);
        var lastDay = new Dictionary<int, (long Day, int Days, long LastAt)>();
        for (int user = 0; user < events.UserCount; user++)
        {
            lastDay.Clear();
            for (int row = events.UserStart[user]; row < events.UserStart[user + 1] && events.OccurredAt[row] <= until; row++)
            {
                int item = events.Item[row];
                double age = (until - events.OccurredAt[row]) / MillisecondsPerDay;
                columns[ItemStatistics.FirstSeen][item] = Math.Max(columns[ItemStatistics.FirstSeen][item], (float)age);
                if (events.Action[row] == EventAction.Order)
                {
                    CountOrder(columns, lastDay, item, events.OccurredAt[row], age, events.Anonymous[user]);
                }
                else
                {
                    columns[ItemStatistics.Interest][item] +=
                        ActionStrength.Of(events.Action[row]) * (float)Math.Pow(2, -age / InterestHalfLifeDays);
                }
            }

            CountBuyer(columns, lastDay, until, events.Anonymous[user]);
        }

        return new ItemStatistics(events.ItemCount, columns);
    }

    // Several lines of one user, item and day are one order.
    private static void CountOrder(
        Dictionary<string, float[]> columns, Dictionary<int, (long Day, int Days, long LastAt)> lastDay, int item, long at, double age, bool anonymous)
    {
        long day = (long)Math.Floor(at / MillisecondsPerDay);
        (long Day, int Days, long LastAt) seen = lastDay.GetValueOrDefault(item, (long.MinValue, 0, 0));
        if (seen.Day == day)
        {
            lastDay[item] = (day, seen.Days, at);
            return;
        }

        lastDay[item] = (day, seen.Days + 1, at);
        if (anonymous)
        {
            columns[ItemStatistics.AnonymousOrders][item] += (float)Math.Pow(2, -age / ItemStatistics.AnonymousHalfLife);
            return;
        }

        foreach (int halfLife in ItemStatistics.HalfLives)
        {
            columns[ItemStatistics.Orders(halfLife)][item] += (float)Math.Pow(2, -age / halfLife);
        }
    }

    private static void CountBuyer(
        Dictionary<string, float[]> columns, Dictionary<int, (long Day, int Days, long LastAt)> lastDay, long until, bool anonymous)
    {
        foreach ((int item, (long _, int days, long lastAt)) in lastDay)
        {
            double age = (until - lastAt) / MillisecondsPerDay;
            columns[ItemStatistics.Buyers7][item] += age < 7 ? 1 : 0;
            columns[ItemStatistics.Buyers28][item] += age < 28 ? 1 : 0;
            if (!anonymous)
            {
                columns[ItemStatistics.Buyers][item]++;
                columns[ItemStatistics.Repeaters][item] += days > 1 ? 1 : 0;
            }
        }
    }
}
