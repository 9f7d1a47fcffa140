using Tandem.Datasets;
using Tandem.Training.Targets;

namespace Tandem.Training.Negatives;

/// <summary>Draws negatives that do not depend on the user. Immutable and thread-safe.</summary>
public sealed class NegativeSampler
{
    private readonly AliasTable _table;

    /// <param name="weights">[items] relative frequencies; an item of weight 0 is never drawn.</param>
    public NegativeSampler(ReadOnlySpan<double> weights) => _table = new AliasTable(weights);

    /// <summary>The sampler of a strategy over a training set.</summary>
    public static NegativeSampler Create(Interactions interactions, TargetStrategy strategy)
    {
        var weights = new double[interactions.ItemCount];
        if (strategy.Negatives != NegativeSource.Popularity)
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
            weights[item] = weights[item] > 0 ? Math.Pow(weights[item], strategy.PopularityExponent) : 0;
        }

        return new NegativeSampler(weights);
    }

    public int Draw(Random random) => _table.Draw(random);

    /// <summary>
    /// <paramref name="draws"/> draws with replacement, duplicates removed, codes ascending; with each its log probability of being
    /// there at all, log(1 − (1 − p)^draws).
    /// </summary>
    public (int[] Items, float[] LogQ) DrawShared(int draws, Random random)
    {
        var distinct = new HashSet<int>();
        for (int draw = 0; draw < draws; draw++)
        {
            distinct.Add(_table.Draw(random));
        }

        int[] items = [.. distinct];
        Array.Sort(items);
        return (items, Array.ConvertAll(items, item => (float)LogInclusion(_table.Probability(item), draws)));
    }

    /// <summary>log(1 − (1 − p)^draws), without loss of digits for small p: p + p²/2 stands for −log(1 − p) where that rounds.</summary>
    internal static double LogInclusion(double probability, int draws)
    {
        double logMiss = probability < 1e-5 ? -(probability + (probability * probability / 2)) : Math.Log(1 - probability);
        double exponent = draws * logMiss;
        double included = exponent > -1e-5 ? -(exponent + (exponent * exponent / 2)) : 1 - Math.Exp(exponent);
        return Math.Log(included);
    }
}
