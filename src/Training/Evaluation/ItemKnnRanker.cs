using Tandem.Datasets;

namespace Tandem.Training.Evaluation;

/// <summary>
/// The baseline <c>item-knn</c>: Σ over the user's distinct items i of S(i, j) = n(i, j) / (√(n(i) · n(j)) + 20), with n the numbers
/// of distinct users with an outcome and S(i, i) = 0. No neighbour is cut off: pairs are counted anew for each user, which needs
/// no more memory than the events. Filled up with another ranking, which is all that users without events get.
/// </summary>
internal sealed class ItemKnnRanker : IRanker, IDisposable
{
    private const float Shrinkage = 20;

    private readonly Interactions _events;
    private readonly IRanker _filling;
    private readonly int[][] _itemsOf;
    private readonly int[][] _usersOf;
    private readonly ThreadLocal<(TestUser? User, float[] Scores)> _last = new(static () => (null, []));

    /// <param name="until">Later rows are not counted.</param>
    public ItemKnnRanker(Interactions events, DateTimeOffset until, IRanker filling)
    {
        _events = events;
        _filling = filling;
        long limit = until.ToUnixTimeMilliseconds();
        _itemsOf = new int[events.UserCount][];
        var users = new List<int>[events.ItemCount];
        for (int item = 0; item < users.Length; item++)
        {
            users[item] = [];
        }

        for (int user = 0; user < events.UserCount; user++)
        {
            int end = events.Anonymous[user] ? events.UserStart[user] : events.UserStart[user + 1];
            _itemsOf[user] = Items(events.UserStart[user], end, limit);
            foreach (int item in _itemsOf[user])
            {
                users[item].Add(user);
            }
        }

        _usersOf = [.. users.Select(static list => list.ToArray())];
    }

    public string Name => "item-knn";

    public void Dispose() => _last.Dispose();

    public int[] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        float[] scores = Scores(user);
        int[] found = [.. Enumerable.Range(0, scores.Length).Where(item => scores[item] > 0 && !without.Contains(item))];
        Array.Sort(found, (a, b) =>
            scores[a] != scores[b] ? scores[b].CompareTo(scores[a]) : string.CompareOrdinal(_events.ItemIds[a], _events.ItemIds[b]));
        return found.Length >= count
            ? found[..count]
            : [.. found, .. _filling.Rank(user, count + found.Length, without).Except(found).Take(count - found.Length)];
    }

    /// <summary>The scores of all items; a thread asks for the same user's twice, for all items and for new ones.</summary>
    private float[] Scores(TestUser user)
    {
        if (_last.Value.User != user)
        {
            _last.Value = (user, Count(user));
        }

        return _last.Value.Scores;
    }

    private float[] Count(TestUser user)
    {
        float[] scores = new float[_events.ItemCount];
        int[] pairs = new int[_events.ItemCount];
        List<int> touched = [];
        foreach (int item in Items(user.FirstRow, user.EndRow, long.MaxValue))
        {
            foreach (int other in _usersOf[item])
            {
                foreach (int beside in _itemsOf[other])
                {
                    if (pairs[beside]++ == 0)
                    {
                        touched.Add(beside);
                    }
                }
            }

            foreach (int beside in touched)
            {
                float n = MathF.Sqrt((float)_usersOf[item].Length * _usersOf[beside].Length);
                scores[beside] += beside == item ? 0 : pairs[beside] / (n + Shrinkage);
                pairs[beside] = 0;
            }

            touched.Clear();
        }

        return scores;
    }

    private int[] Items(int first, int end, long limit)
    {
        var items = new SortedSet<int>();
        for (int row = first; row < end && _events.OccurredAt[row] <= limit; row++)
        {
            if (_events.Action[row] == _events.Outcome)
            {
                items.Add(_events.Item[row]);
            }
        }

        return [.. items];
    }
}
