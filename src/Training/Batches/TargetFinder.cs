using Tandem.Datasets;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>Finds what the state after an event has to predict. Targets lie strictly after the state's instant.</summary>
internal sealed class TargetFinder
{
    private readonly Interactions _interactions;
    private readonly TargetStrategy _strategy;
    private readonly LabelTable _labels;
    private readonly LabelWeights _weights;

    public TargetFinder(Interactions interactions, TargetStrategy strategy)
    {
        _interactions = interactions;
        _strategy = strategy;
        _labels = new LabelTable(interactions, strategy);
        _weights = new LabelWeights(interactions, strategy);
    }

    /// <summary>Whether the state after <paramref name="row"/> of <paramref name="user"/> has anything to predict.</summary>
    public bool HasTargets(int user, int row)
    {
        if (Begins(user, row))
        {
            foreach (Label label in Ahead(user, row))
            {
                if (IsBeyond(row, label))
                {
                    return false;
                }

                if (WeightOf(row, label) > 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The targets of the state after <paramref name="row"/>, distinct, at most <see cref="TargetStrategy.MaxTargetsPerState"/>. An
    /// item counts with the highest weight of its events. The weights of a state add up to the highest of them: a state with an
    /// outcome counts as much as any other with an outcome, one with a cart only counts less.
    /// </summary>
    public List<(int Item, float Weight)> Find(int user, int row, Random random)
    {
        if (!Begins(user, row))
        {
            return [];
        }

        var best = new Dictionary<int, float>();
        foreach (Label label in Ahead(user, row))
        {
            if (IsBeyond(row, label))
            {
                break;
            }

            float weight = WeightOf(row, label);
            if (weight > 0)
            {
                int item = _interactions.Item[label.Row];
                best[item] = Math.Max(best.GetValueOrDefault(item), weight);
            }
        }

        List<(int Item, float Weight)> drawn = Draw(best, random);
        float sum = drawn.Sum(target => target.Weight);
        float scale = drawn.Count == 0 ? 0 : drawn.Max(target => target.Weight) / sum;
        return drawn.ConvertAll(target => (target.Item, target.Weight * scale));
    }

    /// <summary>[items] how many positives each item gives.</summary>
    public double[] CountItems() => _labels.CountItems(_interactions);

    private bool Begins(int user, int row) =>
        row + 1 < _interactions.UserStart[user + 1] && (_strategy.Scope == TargetScope.NextInstant
            ? VisitBoundary.EndsInstant(_interactions, row)
            : VisitBoundary.EndsVisit(_interactions, row));

    private ReadOnlySpan<Label> Ahead(int user, int row) => _labels.After(user, _interactions.OccurredAt[row]);

    private bool IsBeyond(int row, Label label) =>
        label.At - _interactions.OccurredAt[row] > _weights.Horizon ||
        (_strategy.Scope == TargetScope.NextInstant && !VisitBoundary.SameInstant(_interactions, row + 1, label.Row));

    private float WeightOf(int row, Label label)
    {
        long now = _interactions.OccurredAt[row];
        bool isRepeat = label.FirstBoughtAt <= now;
        bool fits = _strategy.Repeats switch
        {
            RepeatPurchases.Excluded => !isRepeat,
            RepeatPurchases.Only => isRepeat,
            _ => true,
        };
        return fits ? _weights.Of(label.Row, label.At - now) : 0;
    }

    /// <summary>Weighted sampling without replacement: the largest keys u^(1/w) (Efraimidis &amp; Spirakis 2006), as log(u)/w.</summary>
    private List<(int Item, float Weight)> Draw(Dictionary<int, float> best, Random random)
    {
        IEnumerable<(int Item, float Weight)> all = best.Select(entry => (entry.Key, entry.Value));
        if (best.Count <= _strategy.MaxTargetsPerState)
        {
            return [.. all];
        }

        return
        [
            .. all
                .Select(target => (Target: target, Key: Math.Log(1d - random.NextDouble()) / target.Weight))
                .OrderByDescending(entry => entry.Key)
                .Take(_strategy.MaxTargetsPerState)
                .Select(entry => entry.Target),
        ];
    }
}
