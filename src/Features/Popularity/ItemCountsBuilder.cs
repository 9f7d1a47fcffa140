using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>
/// Folds events up to a cut into one <see cref="ItemCounts"/> for each item. Events after the cut are left out, so that
/// nothing of the future reaches the features. The order of the events does not matter beyond rounding. Not thread-safe.
/// </summary>
public sealed class ItemCountsBuilder
{
    private const long Never = long.MaxValue;

    private readonly long _cut;
    private readonly long _recentFrom;
    private readonly double[] _weights;
    private readonly double[] _weighted;
    private readonly double[] _recent;
    private readonly int[] _delivered;
    private readonly int[] _canceled;
    private readonly long[] _first;

    /// <param name="itemCount">How many items there are; codes are 0 to <paramref name="itemCount"/> - 1.</param>
    /// <param name="cut">The last moment that counts, in milliseconds since 1970-01-01 UTC, inclusive.</param>
    /// <param name="options">Weights and window; the defaults when null.</param>
    public ItemCountsBuilder(int itemCount, long cut, PopularityOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        options ??= new PopularityOptions();
        options.Validate();
        _cut = cut;
        _recentFrom = cut - options.RecentMilliseconds;
        _weights = options.Weights.ToArray();
        _weighted = new double[itemCount];
        _recent = new double[itemCount];
        _delivered = new int[itemCount];
        _canceled = new int[itemCount];
        _first = new long[itemCount];
        Array.Fill(_first, Never);
    }

    /// <summary>Events that were counted so far.</summary>
    public long Counted { get; private set; }

    /// <summary>Counts one event, unless it lies after the cut; then false.</summary>
    /// <param name="item">The item's code.</param>
    /// <param name="action">What was done.</param>
    /// <param name="occurredAt">Milliseconds since 1970-01-01 UTC. The recent window is (cut − window, cut].</param>
    public bool Add(int item, EventAction action, long occurredAt)
    {
        if (occurredAt > _cut)
        {
            return false;
        }

        double weight = _weights[(int)action];
        _weighted[item] += weight;
        if (occurredAt > _recentFrom)
        {
            _recent[item] += weight;
        }

        _delivered[item] += action == EventAction.Delivered ? 1 : 0;
        _canceled[item] += action == EventAction.Canceled ? 1 : 0;
        _first[item] = Math.Min(_first[item], occurredAt);
        Counted++;
        return true;
    }

    /// <summary>The counts, indexed by item code.</summary>
    public ItemCounts[] Build()
    {
        ItemCounts[] counts = new ItemCounts[_weighted.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = _first[i] == Never
                ? ItemCounts.None
                : new ItemCounts(_weighted[i], _recent[i], _delivered[i], _canceled[i], (_cut - _first[i]) / PopularityOptions.MillisecondsPerDay);
        }

        return counts;
    }
}
