using Tandem.Datasets;

namespace Tandem.Training.Evaluation;

/// <summary>The baseline <c>popular</c> or <c>recent-popular</c>: the number of outcome events of known users in a period, for everybody alike.</summary>
internal sealed class PopularityRanker(string name, int[] order) : IRanker
{
    public IReadOnlyList<string> Names { get; } = [name];

    /// <summary>Counts the outcome rows in (<paramref name="after"/>, <paramref name="until"/>].</summary>
    public static PopularityRanker Count(string name, Interactions events, DateTimeOffset after, DateTimeOffset until)
    {
        (long first, long last) = (after.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        int[] counts = new int[events.ItemCount];
        for (int user = 0; user < events.UserCount; user++)
        {
            for (int row = events.UserStart[user]; row < events.UserStart[user + 1] && !events.Anonymous[user]; row++)
            {
                bool counted = events.Action[row] == events.Outcome && events.OccurredAt[row] > first && events.OccurredAt[row] <= last;
                counts[events.Item[row]] += counted ? 1 : 0;
            }
        }

        return new PopularityRanker(
            name,
            [
                .. Enumerable.Range(0, counts.Length)
                    .OrderByDescending(item => counts[item])
                    .ThenBy(item => events.ItemIds[item], StringComparer.Ordinal),
            ]);
    }

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> without) => [Top(count, without)];

    /// <summary>The ranking, which is the same for all users.</summary>
    public int[] Top(int count, IReadOnlySet<int> without) => [.. order.Where(item => !without.Contains(item)).Take(count)];
}
