using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Training;

/// <summary>Stops a run whose weights can no longer become useful: no numbers, exploded, or all items in one place.</summary>
internal static class WeightGuard
{
    /// <summary>Root mean square of a tensor; trained towers stay below 1 but for the logit bias.</summary>
    private const double LargestMean = 100;

    /// <summary>Mean cosine of different items; towers start near 0.9 where features say little and spread within some steps.</summary>
    private const double Collapsed = 0.995;

    private const int SampledItems = 128;

    /// <param name="fused">[items, Fused]</param>
    /// <exception cref="TandemException">The weights are of no use; the message says what is wrong and what to change.</exception>
    public static void Check(TowerWeights weights, float[] fused, long step)
    {
        foreach ((string name, _) in TowerWeights.Layout(weights.Shape, weights.Items))
        {
            double mean = Math.Sqrt(weights.Array(name).Average(value => (double)value * value));
            if (!(mean <= LargestMean))
            {
                throw new TandemException(FormattableString.Invariant(
                    $"Training diverged at step {step}: the weights '{name}' have a root mean square of {mean:G3}. Lower the learning rate or the gradient clip, or check the features for values that are no numbers."));
            }
        }

        if (weights.Items > 1 && MeanCosine(weights, fused) is > Collapsed and double cosine)
        {
            throw new TandemException(FormattableString.Invariant(
                $"Training collapsed at step {step}: different items have nearly the same vector (mean cosine {cosine:F4}). Use more or other negatives (sampled-softmax), a lower learning rate, or features that tell items apart."));
        }
    }

    /// <summary>Of all pairs of some items, spread over the catalogue: (‖Σ v‖² − n) / (n² − n) for unit vectors.</summary>
    private static double MeanCosine(TowerWeights weights, float[] fused)
    {
        int count = Math.Min(SampledItems, weights.Items);
        TowerShape shape = weights.Shape;
        var tower = new ItemTower(weights);
        var vector = new float[shape.Embedding];
        var sum = new double[shape.Embedding];
        for (int index = 0; index < count; index++)
        {
            int item = (int)((long)index * weights.Items / count);
            tower.Embed(fused.AsSpan(item * shape.Fused, shape.Fused), item, vector);
            for (int cell = 0; cell < vector.Length; cell++)
            {
                sum[cell] += vector[cell];
            }
        }

        return (sum.Sum(value => value * value) - count) / ((double)count * (count - 1));
    }
}
