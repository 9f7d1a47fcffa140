using Tandem.Datasets;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>
/// Finds what the state after an event has to predict. Targets lie strictly after the state's instant; a delivered item that was
/// ordered or carted before counts too, because evaluation counts it.
/// </summary>
internal sealed class TargetFinder
{
    private const double MillisecondsPerDay = 24d * 60 * 60 * 1000;

    private readonly Interactions _interactions;
    private readonly TargetStrategy _strategy;
    private readonly float[] _weights;
    private readonly long _horizon;

    /// <summary>For each row, the first row from there on that has a positive action; the row count when there is none.</summary>
    private readonly int[] _nextPositive;

    public TargetFinder(Interactions interactions, TargetStrategy strategy)
    {
        _interactions = interactions;
        _strategy = strategy;
        _weights = strategy.Weights(interactions.Outcome);
        _horizon = strategy.HorizonDays is double days ? (long)(days * MillisecondsPerDay) : long.MaxValue;
        _nextPositive = new int[interactions.Count + 1];
        _nextPositive[interactions.Count] = interactions.Count;
        for (int row = interactions.Count - 1; row >= 0; row--)
        {
            _nextPositive[row] = IsPositive(row) ? row : _nextPositive[row + 1];
        }
    }

    /// <summary>Whether the state after <paramref name="row"/> has anything to predict. <paramref name="end"/>: the user's last row + 1.</summary>
    public bool HasTargets(int row, int end) => Begins(row, end) && Candidates(row, end).Any();

    /// <summary>
    /// The targets of the state after <paramref name="row"/>, distinct, at most <see cref="TargetStrategy.MaxTargetsPerState"/>. An
    /// item counts with the highest weight of its actions. The weights of a state add up to the highest of them: a state with an
    /// outcome counts as much as any other with an outcome, one with a cart only counts less.
    /// </summary>
    public List<(int Item, float Weight)> Find(int row, int end, Random random)
    {
        if (!Begins(row, end))
        {
            return [];
        }

        var best = new Dictionary<int, float>();
        foreach (int candidate in Candidates(row, end))
        {
            int item = _interactions.Item[candidate];
            best[item] = Math.Max(best.GetValueOrDefault(item), _weights[(int)_interactions.Action[candidate]]);
        }

        List<(int Item, float Weight)> drawn = Draw(best, random);
        float sum = drawn.Sum(target => target.Weight);
        float scale = drawn.Count == 0 ? 0 : drawn.Max(target => target.Weight) / sum;
        return drawn.ConvertAll(target => (target.Item, target.Weight * scale));
    }

    private bool IsPositive(int row) => _weights[(int)_interactions.Action[row]] > 0;

    private bool Begins(int row, int end) =>
        row + 1 < end && (_strategy.Scope == TargetScope.NextInstant
            ? VisitBoundary.EndsInstant(_interactions, row)
            : VisitBoundary.EndsVisit(_interactions, row));

    private IEnumerable<int> Candidates(int row, int end)
    {
        long now = _interactions.OccurredAt[row];
        for (int next = _nextPositive[row + 1]; next < end; next = _nextPositive[next + 1])
        {
            if (_interactions.OccurredAt[next] - now > _horizon)
            {
                yield break;
            }

            if (_strategy.Scope == TargetScope.NextInstant && !VisitBoundary.SameInstant(_interactions, row + 1, next))
            {
                yield break;
            }

            yield return next;
        }
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
