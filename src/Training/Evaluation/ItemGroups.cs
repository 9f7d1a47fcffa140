using Tandem.Datasets;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Items by what was known of them at the cut. Cold: at most <see cref="MaxColdEvents"/> events of any kind. Head: the most popular items
/// that together have half of all outcomes; tail: the others, cold ones included.
/// </summary>
internal sealed class ItemGroups
{
    /// <summary>Events that a cold item has at most.</summary>
    public const int MaxColdEvents = 5;

    private readonly int[] _events;
    private readonly bool[] _isHead;
    private readonly double[] _information;

    /// <param name="until">Later rows are not counted.</param>
    public ItemGroups(Interactions events, DateTimeOffset until)
    {
        long limit = until.ToUnixTimeMilliseconds();
        _events = new int[events.ItemCount];
        int[] outcomes = new int[events.ItemCount];
        int[] buyers = new int[events.ItemCount];
        int people = 0;
        for (int user = 0; user < events.UserCount; user++)
        {
            var bought = new HashSet<int>();
            for (int row = events.UserStart[user]; row < events.UserStart[user + 1] && events.OccurredAt[row] <= limit; row++)
            {
                int item = events.Item[row];
                _events[item]++;
                if (events.Action[row] == events.Outcome)
                {
                    outcomes[item]++;
                    buyers[item] += bought.Add(item) ? 1 : 0;
                }
            }

            people += bought.Count > 0 ? 1 : 0;
        }

        _isHead = Head(outcomes, events.ItemIds);
        _information = Array.ConvertAll(buyers, count => -Math.Log2((double)Math.Max(1, count) / Math.Max(1, people)));
    }

    public int Count => _events.Length;

    public bool IsCold(int item) => _events[item] <= MaxColdEvents;

    public bool IsHead(int item) => _isHead[item];

    /// <summary>
    /// Self-information in bits: −log2 of the share of users with an outcome of the item, an item of nobody counted as one of one user
    /// (Zhou et al. 2010, Solving the apparent diversity-accuracy dilemma of recommender systems).
    /// </summary>
    public double Information(int item) => _information[item];

    private static bool[] Head(int[] outcomes, string[] ids)
    {
        var isHead = new bool[outcomes.Length];
        long half = outcomes.Sum(static count => (long)count) / 2;
        long sum = 0;
        foreach (int item in Enumerable.Range(0, outcomes.Length).OrderByDescending(item => outcomes[item]).ThenBy(item => ids[item], StringComparer.Ordinal))
        {
            if (sum >= half)
            {
                break;
            }

            isHead[item] = true;
            sum += outcomes[item];
        }

        return isHead;
    }
}
