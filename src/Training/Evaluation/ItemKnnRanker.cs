using System.Collections.Concurrent;
using Tandem.Datasets;

namespace Tandem.Training.Evaluation;

/// <summary>
/// The baseline <c>item-knn</c>: Σ over the user's distinct items i of S(i, j) = n(i, j) / (√(n(i) · n(j)) + 20), with n the numbers
/// of distinct users with an outcome and S(i, i) = 0. No neighbour is cut off. Filled up with another ranking, which is all that users
/// without events get.
/// </summary>
internal sealed class ItemKnnRanker : IRanker
{
    private const float Shrinkage = 20;

    /// <summary>Similarities that are kept for other users' sake, 8 bytes each; beyond that they are computed again.</summary>
    private const long MaxKept = 64 << 20;

    private readonly record struct Neighbours(int[] Items, float[] Similarities);

    private readonly Interactions _events;
    private readonly PopularityRanker _filling;
    private readonly int[][] _itemsOf;
    private readonly int[][] _usersOf;

    /// <summary>[items] place of each item among all by id.</summary>
    private readonly int[] _placeOf;

    private readonly ConcurrentDictionary<int, Neighbours> _kept = new();
    private long _keptPairs;

    /// <param name="until">Later rows are not counted.</param>
    public ItemKnnRanker(Interactions events, DateTimeOffset until, PopularityRanker filling)
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
        _placeOf = new int[events.ItemCount];
        foreach ((int place, int item) in Enumerable.Range(0, events.ItemCount).OrderBy(item => events.ItemIds[item], StringComparer.Ordinal).Index())
        {
            _placeOf[item] = place;
        }
    }

    public IReadOnlyList<string> Names { get; } = ["item-knn"];

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        float[] scores = Scores(user);
        int[] found = [.. Enumerable.Range(0, scores.Length).Where(item => scores[item] > 0 && !without.Contains(item))];

        // Scores are positive, so their bits ascend with them; equal ones are ordered by id.
        ulong[] keys = Array.ConvertAll(found, item => ((ulong)~BitConverter.SingleToUInt32Bits(scores[item]) << 32) | (uint)_placeOf[item]);
        Array.Sort(keys, found);
        return
        [
            found.Length >= count
                ? found[..count]
                : [.. found, .. _filling.Top(count + found.Length, without).Except(found).Take(count - found.Length)],
        ];
    }

    private float[] Scores(TestUser user)
    {
        float[] scores = new float[_events.ItemCount];
        foreach (int item in Items(user.FirstRow, user.EndRow, long.MaxValue))
        {
            Neighbours near = Near(item);
            for (int i = 0; i < near.Items.Length; i++)
            {
                scores[near.Items[i]] += near.Similarities[i];
            }
        }

        return scores;
    }

    private Neighbours Near(int item)
    {
        if (_kept.TryGetValue(item, out Neighbours near))
        {
            return near;
        }

        near = Count(item);
        if (Interlocked.Add(ref _keptPairs, near.Items.Length) <= MaxKept)
        {
            _kept.TryAdd(item, near);
        }

        return near;
    }

    private Neighbours Count(int item)
    {
        int[] pairs = new int[_events.ItemCount];
        List<int> touched = [];
        foreach (int other in _usersOf[item])
        {
            foreach (int beside in _itemsOf[other])
            {
                if (beside != item && pairs[beside]++ == 0)
                {
                    touched.Add(beside);
                }
            }
        }

        float[] similarities = new float[touched.Count];
        for (int i = 0; i < similarities.Length; i++)
        {
            float n = MathF.Sqrt((float)_usersOf[item].Length * _usersOf[touched[i]].Length);
            similarities[i] = pairs[touched[i]] / (n + Shrinkage);
        }

        return new Neighbours([.. touched], similarities);
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
