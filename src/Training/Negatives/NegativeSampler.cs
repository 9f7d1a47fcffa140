using Tandem.Datasets;
using Tandem.Training.Targets;

namespace Tandem.Training.Negatives;

/// <summary>Draws negatives that depend neither on the user nor on the model. Immutable and thread-safe.</summary>
public sealed class NegativeSampler
{
    private readonly AliasTable _table;

    /// <param name="weights">[items] relative frequencies; an item of weight 0 is never drawn.</param>
    public NegativeSampler(ReadOnlySpan<double> weights) => _table = new AliasTable(weights);

    /// <summary>The sampler of a rule over a training set: by popularity where the rule says so, else uniform.</summary>
    public static NegativeSampler Create(Interactions interactions, NegativeRule rule) => Create(CountEvents(interactions), rule);

    /// <param name="eventCounts">[items] how often each item occurs.</param>
    internal static NegativeSampler Create(double[] eventCounts, NegativeRule rule)
    {
        if (rule.Source != NegativeSource.Popularity)
        {
            var equal = new double[eventCounts.Length];
            Array.Fill(equal, 1);
            return new NegativeSampler(equal);
        }

        return new NegativeSampler(Array.ConvertAll(eventCounts, count => count > 0 ? Math.Pow(count, rule.Exponent) : 0));
    }

    internal static double[] CountEvents(Interactions interactions)
    {
        var counts = new double[interactions.ItemCount];
        foreach (int item in interactions.Item)
        {
            counts[item]++;
        }

        return counts;
    }

    public int Draw(Random random) => _table.Draw(random);

    /// <summary>Probability of one draw giving <paramref name="item"/>.</summary>
    public double Probability(int item) => _table.Probability(item);
}
