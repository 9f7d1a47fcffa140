using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>
/// Item counts that follow the clock, the online twin of <see cref="ItemCountsBuilder"/>: at every cut they are what that
/// one gives for the same events and cut. Counted in whole numbers per action, so nothing drifts as events leave the recent
/// window. Not thread-safe.
/// </summary>
/// <remarks>
/// Memory: about 180 bytes an item, 24 bytes an event of the recent window or ahead of the cut. An event costs O(log n) of those.
/// </remarks>
public sealed class SlidingItemCounts
{
    private readonly double[] _weights;
    private readonly long _window;
    private readonly List<Counters> _items = [];
    private readonly PriorityQueue<(int Item, EventAction Action), long> _ahead = new();
    private readonly PriorityQueue<(int Item, EventAction Action), long> _recent = new();

    /// <param name="cut">The last moment that counts, in milliseconds since 1970-01-01 UTC, inclusive.</param>
    /// <param name="options">Weights and window; the defaults when null.</param>
    public SlidingItemCounts(long cut, PopularityOptions? options = null)
    {
        options ??= new PopularityOptions();
        options.Validate();
        Cut = cut;
        _weights = options.Weights.ToArray();
        _window = options.RecentMilliseconds;
    }

    /// <summary>The last moment that counts, in milliseconds since 1970-01-01 UTC, inclusive.</summary>
    public long Cut { get; private set; }

    /// <summary>Takes one event, in any order. One ahead of the cut waits until the cut has reached it; one that is no signal is nothing to count.</summary>
    /// <param name="item">The item's code, from 0 up; memory grows with the largest.</param>
    /// <param name="action">What was done.</param>
    /// <param name="occurredAt">Milliseconds since 1970-01-01 UTC.</param>
    public void Add(int item, EventAction action, long occurredAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        if (!action.IsSignal())
        {
            return;
        }

        while (_items.Count <= item)
        {
            _items.Add(new Counters());
        }

        if (occurredAt > Cut)
        {
            _ahead.Enqueue((item, action), occurredAt);
            return;
        }

        Counters counters = _items[item];
        counters.All[(int)action]++;
        counters.First = Math.Min(counters.First, occurredAt);
        if (occurredAt > Cut - _window)
        {
            counters.Recent[(int)action]++;
            _recent.Enqueue((item, action), occurredAt);
        }
    }

    /// <summary>Moves the cut forward.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cut would move back.</exception>
    public void Advance(long cut)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cut, Cut);
        Cut = cut;
        while (_ahead.TryPeek(out _, out long at) && at <= cut)
        {
            (int item, EventAction action) = _ahead.Dequeue();
            Add(item, action, at);
        }

        while (_recent.TryPeek(out _, out long at) && at <= cut - _window)
        {
            (int item, EventAction action) = _recent.Dequeue();
            _items[item].Recent[(int)action]--;
        }
    }

    /// <summary>The counts of an item at the cut.</summary>
    public ItemCounts Of(int item)
    {
        if (item >= _items.Count || _items[item].First == long.MaxValue)
        {
            return ItemCounts.None;
        }

        Counters counters = _items[item];
        return new ItemCounts(
            Weighted(counters.All),
            Weighted(counters.Recent),
            counters.All[(int)EventAction.Delivered],
            counters.All[(int)EventAction.Canceled],
            (Cut - counters.First) / PopularityOptions.MillisecondsPerDay);
    }

    private double Weighted(int[] counts)
    {
        double sum = 0;
        for (int action = 0; action < counts.Length; action++)
        {
            sum += _weights[action] * counts[action];
        }

        return sum;
    }

    private sealed class Counters
    {
        public int[] All { get; } = new int[EventActions.Count];

        public int[] Recent { get; } = new int[EventActions.Count];

        public long First { get; set; } = long.MaxValue;
    }
}
