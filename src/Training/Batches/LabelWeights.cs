using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>How much an event counts as a positive of a state, by the rules of a strategy.</summary>
internal sealed class LabelWeights
{
    private const double MillisecondsPerDay = 24d * 60 * 60 * 1000;

    private readonly record struct Rule(float Weight, long Within, long KnownAfter);

    private readonly Rule[][] _rulesOf;
    private readonly Interactions _interactions;

    /// <summary>The end of what the training may know, in milliseconds.</summary>
    private readonly long _now;

    public LabelWeights(Interactions interactions, TargetStrategy strategy)
    {
        _interactions = interactions;
        _now = interactions.Count == 0 ? 0 : interactions.OccurredAt.Max();
        _rulesOf =
        [
            .. Enumerable.Range(0, EventActions.Count).Select(action => strategy.Positives
                .Where(rule => rule.Covers((EventAction)action, interactions.Outcome))
                .Select(static rule => new Rule(rule.Weight, Milliseconds(rule.WithinDays), Milliseconds(rule.KnownAfterDays)))
                .ToArray()),
        ];
        Horizon = _rulesOf.SelectMany(static rules => rules).Select(static rule => rule.Within).DefaultIfEmpty(0).Max();
    }

    /// <summary>No event counts longer than this after a state, in milliseconds.</summary>
    public long Horizon { get; }

    /// <summary>The weight of an event's row for a state so many milliseconds before its moment; 0 when no rule lets it count.</summary>
    public float Of(int row, long distance)
    {
        float best = 0;
        long age = _now - _interactions.OccurredAt[row];
        foreach (Rule rule in _rulesOf[(int)_interactions.Action[row]])
        {
            best = distance <= rule.Within && age >= rule.KnownAfter ? Math.Max(best, rule.Weight) : best;
        }

        return best;
    }

    private static long Milliseconds(double? days) => days is double value ? (long)(value * MillisecondsPerDay) : long.MaxValue;
}
