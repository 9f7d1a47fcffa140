using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>Gradients against central differences of the naive model in double precision.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-4;

    /// <summary>Every cell of every tensor of <see cref="TinyTask"/>, relative 1e-4 and absolute 1e-5.</summary>
    public static void EqualFiniteDifferences(
        TowerWeights weights, TrainingBatch batch, TargetLoss loss, IReadOnlyDictionary<string, float[]> gradients) =>
        EqualFiniteDifferences(weights, TinyTask.Fused, batch, loss, gradients, every: 1);

    /// <param name="every">Cells from one that is checked to the next; 1 checks all.</param>
    public static void EqualFiniteDifferences(
        TowerWeights weights, float[] fused, TrainingBatch batch, TargetLoss loss, IReadOnlyDictionary<string, float[]> gradients, int every)
    {
        Dictionary<string, double[]> values = NaiveTowers.Copy(weights);
        var naive = new NaiveTowers(weights.Shape, fused, values);
        foreach ((string name, double[] tensor) in values)
        {
            for (int index = 0; index < tensor.Length; index += every)
            {
                double centre = tensor[index];
                tensor[index] = centre + Step;
                double above = naive.Loss(batch, loss);
                tensor[index] = centre - Step;
                double below = naive.Loss(batch, loss);
                tensor[index] = centre;
                double expected = (above - below) / (2 * Step);
                Assert.True(
                    Math.Abs(expected - gradients[name][index]) < 1e-5 + (1e-4 * Math.Abs(expected)),
                    $"{name}[{index}]: {gradients[name][index]} instead of {expected}");
            }
        }
    }
}
