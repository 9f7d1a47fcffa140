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
    public static NegativeSampler Create(Interactions interactions, NegativeRule rule)
    {
        var weights = new double[interactions.ItemCount];
        if (rule.Source != NegativeSource.Popularity)
        {
            Array.Fill(weights, 1);
            return new NegativeSampler(weights);
        }

        foreach (int item in interactions.Item)
        {
            weights[item]++;
        }

        for (int item = 0; item < weights.Length; item++)
        {
            weights[item] = weights[item] > 0 ? Math.Pow(weights[item], rule.Exponent) : 0;
        }

        return new NegativeSampler(weights);
    }

    public int Draw(Random random) => _table.Draw(random);

    /// <summary>Probability of one draw giving <paramref name="item"/>.</summary>
    public double Probability(int item) => _table.Probability(item);
}
