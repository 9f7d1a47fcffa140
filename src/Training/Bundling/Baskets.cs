using Tandem.Datasets;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// Events grouped into baskets: the items that a user showed interest in on one day, or in one instant. Each item is in a
/// basket once, with the strength of its strongest sign. Baskets of a user follow each other in time.
/// </summary>
internal sealed class Baskets
{
    private const long MillisecondsPerDay = 86_400_000;

    // A basket beyond this is a warehouse order or a robot: what it holds together says little, and pairs grow with its square.
    private const int MaxItems = 500;

    private Baskets(int itemCount, List<int> start, List<int> items, List<float> strengths, List<int> users, List<long> times, List<bool> anonymous)
    {
        ItemCount = itemCount;
        Start = [.. start, items.Count];
        Items = [.. items];
        Strengths = [.. strengths];
        Users = [.. users];
        Times = [.. times];
        Anonymous = [.. anonymous];
        (HolderStart, Holders) = Invert();
    }

    public int ItemCount { get; }

    public int Count => Users.Length;

    /// <summary>[baskets + 1]</summary>
    public int[] Start { get; }

    /// <summary>Item codes, ascending within a basket.</summary>
    public int[] Items { get; }

    /// <summary>Parallel to <see cref="Items"/>, 0 to 1.</summary>
    public float[] Strengths { get; }

    /// <summary>[baskets]</summary>
    public int[] Users { get; }

    /// <summary>[baskets] time of the first event, milliseconds since 1970-01-01 UTC.</summary>
    public long[] Times { get; }

    /// <summary>[baskets]</summary>
    public bool[] Anonymous { get; }

    /// <summary>[items + 1] into <see cref="Holders"/>.</summary>
    public int[] HolderStart { get; }

    /// <summary>Positions in <see cref="Items"/> by item, so that each item finds its baskets.</summary>
    public int[] Holders { get; }

    /// <summary>Groups by UTC day.</summary>
    public static Baskets ByDay(Interactions events) => Group(events, static t => t / MillisecondsPerDay);

    /// <summary>Groups what has the same time to the millisecond.</summary>
    public static Baskets ByInstant(Interactions events) => Group(events, static t => t);

    public int BasketOf(int position)
    {
        int place = Array.BinarySearch(Start, position);
        if (place < 0)
        {
            return ~place - 1;
        }

        // No basket is empty, so starts are distinct.
        return place;
    }

    private static Baskets Group(Interactions events, Func<long, long> key)
    {
        List<int> start = [];
        List<int> items = [];
        List<float> strengths = [];
        List<int> users = [];
        List<long> times = [];
        List<bool> anonymous = [];
        var basket = new SortedDictionary<int, float>();
        for (int user = 0; user < events.UserCount; user++)
        {
            int end = events.UserStart[user + 1];
            for (int row = events.UserStart[user]; row < end;)
            {
                long of = key(events.OccurredAt[row]);
                long time = events.OccurredAt[row];
                basket.Clear();
                for (; row < end && key(events.OccurredAt[row]) == of; row++)
                {
                    float strength = ActionStrength.Of(events.Action[row]);
                    if (strength > 0)
                    {
                        basket[events.Item[row]] = Math.Max(strength, basket.GetValueOrDefault(events.Item[row]));
                    }
                }

                if (basket.Count is 0 or > MaxItems)
                {
                    continue;
                }

                start.Add(items.Count);
                users.Add(user);
                times.Add(time);
                anonymous.Add(events.Anonymous[user]);
                items.AddRange(basket.Keys);
                strengths.AddRange(basket.Values);
            }
        }

        return new Baskets(events.ItemCount, start, items, strengths, users, times, anonymous);
    }

    private (int[] Start, int[] Holders) Invert()
    {
        int[] start = new int[ItemCount + 1];
        foreach (int item in Items)
        {
            start[item + 1]++;
        }

        for (int item = 0; item < ItemCount; item++)
        {
            start[item + 1] += start[item];
        }

        int[] next = start[..ItemCount];
        int[] holders = new int[Items.Length];
        for (int position = 0; position < Items.Length; position++)
        {
            holders[next[Items[position]]++] = position;
        }

        return (start, holders);
    }
}
