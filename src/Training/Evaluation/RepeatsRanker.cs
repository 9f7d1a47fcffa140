using Tandem.Datasets;

namespace Tandem.Training.Evaluation;

/// <summary>
/// The baseline <c>repeats</c>: the user's own items by number of outcome events, then by the time of the last one, filled up
/// with another ranking.
/// </summary>
internal sealed class RepeatsRanker(Interactions events, PopularityRanker filling) : IRanker
{
    public IReadOnlyList<string> Names { get; } = ["repeats"];

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        var own = new Dictionary<int, (int Count, long LastAt)>();
        for (int row = user.FirstRow; row < user.EndRow; row++)
        {
            if (events.Action[row] == events.Outcome && !without.Contains(events.Item[row]))
            {
                own[events.Item[row]] = (own.GetValueOrDefault(events.Item[row]).Count + 1, events.OccurredAt[row]);
            }
        }

        IEnumerable<int> first = own
            .OrderByDescending(static pair => pair.Value.Count)
            .ThenByDescending(static pair => pair.Value.LastAt)
            .ThenBy(pair => events.ItemIds[pair.Key], StringComparer.Ordinal)
            .Select(static pair => pair.Key);
        return [[.. first.Concat(filling.Top(count + own.Count, without).Where(item => !own.ContainsKey(item))).Take(count)]];
    }
}
