using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Negatives;

/// <summary>
/// Draws the negatives that all targets of a batch share, from the strategy's sources together, with the log probability of each being
/// there. Immutable and thread-safe.
/// </summary>
internal sealed class SharedNegatives
{
    private readonly TargetStrategy _strategy;
    private readonly int _items;

    /// <summary>By rule; the batch's own source has the frequencies of positives.</summary>
    private readonly NegativeSampler[] _samplers;

    /// <summary>By rule.</summary>
    private readonly int[] _draws;

    /// <param name="positiveCounts">[items] how many positives each item gives.</param>
    /// <exception cref="TandemException">All items are asked for and there are too many.</exception>
    public SharedNegatives(Interactions interactions, TargetStrategy strategy, double[] positiveCounts)
        : this(strategy, NegativeSampler.CountEvents(interactions), positiveCounts)
    {
    }

    /// <param name="eventCounts">[items] how often each item occurs.</param>
    /// <param name="positiveCounts">[items] how many positives each item gives.</param>
    /// <exception cref="TandemException">All items are asked for and there are too many.</exception>
    public SharedNegatives(TargetStrategy strategy, double[] eventCounts, double[] positiveCounts)
    {
        _strategy = strategy;
        _items = eventCounts.Length;
        if (TakesAll && _items > TargetStrategy.MaxNegatives)
        {
            throw new TandemException(
                $"Target strategy '{strategy.Name}': the dataset has {_items} items, a full softmax is possible up to {TargetStrategy.MaxNegatives}. Use the source popularity or in-batch.");
        }

        double total = strategy.Negatives.Sum(static rule => rule.Share);
        _draws = [.. strategy.Negatives.Select(rule => Math.Max(1, (int)Math.Round(strategy.NegativeCount * rule.Share / total)))];
        _samplers =
        [
            .. strategy.Negatives.Select(rule => rule.Source == NegativeSource.InBatch
                ? new NegativeSampler(positiveCounts)
                : NegativeSampler.Create(eventCounts, rule)),
        ];
    }

    private bool TakesAll => _strategy.Negatives[0].Source == NegativeSource.All;

    /// <summary>Distinct items, codes ascending, and the log probability of each of being there at all.</summary>
    /// <param name="positives">[targets] the batch's own positives.</param>
    public (int[] Items, float[] LogQ) Draw(ReadOnlySpan<int> positives, Random random)
    {
        if (TakesAll)
        {
            return ([.. Enumerable.Range(0, _items)], new float[_items]);
        }

        var distinct = new HashSet<int>();
        Span<int> draws = stackalloc int[_draws.Length];
        for (int rule = 0; rule < _draws.Length; rule++)
        {
            bool isBatch = _strategy.Negatives[rule].Source == NegativeSource.InBatch;
            draws[rule] = isBatch ? Math.Min(_draws[rule], positives.Length) : _draws[rule];
            if (isBatch)
            {
                distinct.UnionWith(Some(positives, draws[rule], random));
            }
            else
            {
                for (int draw = 0; draw < draws[rule]; draw++)
                {
                    distinct.Add(_samplers[rule].Draw(random));
                }
            }
        }

        int[] items = [.. distinct];
        Array.Sort(items);
        var logQ = new float[items.Length];
        for (int index = 0; index < items.Length; index++)
        {
            double miss = 0;
            for (int rule = 0; rule < draws.Length; rule++)
            {
                miss += Inclusion.LogMiss(_samplers[rule].Probability(items[index]), draws[rule]);
            }

            logQ[index] = (float)Inclusion.Log(miss);
        }

        return (items, logQ);
    }

    /// <summary>So many of the positives, without replacement; positives are themselves draws by their frequencies.</summary>
    private static int[] Some(ReadOnlySpan<int> positives, int count, Random random)
    {
        int[] some = positives.ToArray();
        for (int index = 0; index < count && count < some.Length; index++)
        {
            int other = random.Next(index, some.Length);
            (some[index], some[other]) = (some[other], some[index]);
        }

        return some[..count];
    }
}
