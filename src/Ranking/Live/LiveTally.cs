using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>Sums up events of one item into a <see cref="LiveItem"/>. Not thread-safe.</summary>
public sealed class LiveTally(string itemId, LiveOptions options)
{
    /// <summary>Successors held before the lightest half goes.</summary>
    private const int MaxSuccessors = 512;

    private readonly long[] _totals = new long[EventActions.Count];
    private readonly double[] _orders = new double[ItemStatistics.HalfLives.Count];
    private readonly Dictionary<string, double> _successors = new(StringComparer.Ordinal);
    private long _at = ItemRecord.Never;
    private double _mass;
    private double _interest;

    /// <summary>An event of the item.</summary>
    /// <param name="at">Milliseconds since 1970-01-01 UTC.</param>
    public void Add(EventAction action, long at)
    {
        Advance(at);
        double strength = ActionStrength.Of(action);
        _totals[(int)action]++;
        _mass += strength * strength * Remaining(at);
        for (int i = 0; action == EventAction.Order && i < _orders.Length; i++)
        {
            _orders[i] += LiveItem.Halving(_at - at, ItemStatistics.HalfLives[i]);
        }

        _interest += action == EventAction.Order ? 0 : strength * LiveItem.Halving(_at - at, LiveItem.InterestHalfLife);
    }

    /// <summary>An item that was taken after this one.</summary>
    public void AddSuccessor(string successorId, float weight, long at)
    {
        Advance(at);
        _successors[successorId] = _successors.GetValueOrDefault(successorId) + (weight * Remaining(at));
        if (_successors.Count > MaxSuccessors)
        {
            foreach (string light in _successors.OrderBy(static pair => pair.Value).ThenByDescending(static pair => pair.Key, StringComparer.Ordinal)
                .Take(MaxSuccessors / 2).Select(static pair => pair.Key).ToArray())
            {
                _successors.Remove(light);
            }
        }
    }

    public LiveItem ToItem() => LiveItem.None(itemId).Merge(
        new LiveItem(itemId, _at, _totals, _mass, _orders, _interest, [.. _successors.Select(static pair => new LiveSuccessor(pair.Key, pair.Value))]),
        options.TimeConstant,
        options.MaxSuccessors);

    private double Remaining(long at) => Math.Exp((at - _at) / options.TimeConstant.TotalMilliseconds);

    private void Advance(long at)
    {
        if (at <= _at)
        {
            return;
        }

        if (_at != ItemRecord.Never)
        {
            double remaining = Math.Exp((_at - at) / options.TimeConstant.TotalMilliseconds);
            _mass *= remaining;
            foreach (string successor in _successors.Keys)
            {
                _successors[successor] *= remaining;
            }

            for (int i = 0; i < _orders.Length; i++)
            {
                _orders[i] *= LiveItem.Halving(at - _at, ItemStatistics.HalfLives[i]);
            }

            _interest *= LiveItem.Halving(at - _at, LiveItem.InterestHalfLife);
        }

        _at = at;
    }
}
