using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>The self-attention block for the last of some events, as its formulas say.</summary>
internal sealed class NaiveAttention(TowerShape shape, Dictionary<string, double[]> weights)
{
    public double[] State(double[][] inputs)
    {
        double[][] embedded = [.. inputs.Select(input => Layer(TowerWeights.AttentionEmbedWeight, TowerWeights.AttentionEmbedBias, input))];
        double[][] projected = [.. embedded.Select(row => Layer(TowerWeights.AttentionInputWeight, TowerWeights.AttentionInputBias, Norm(row)))];
        double[] sum = Sum(embedded[^1], Layer(TowerWeights.AttentionOutputWeight, TowerWeights.AttentionOutputBias, Attend(projected)));
        double[] inner = [.. Layer(TowerWeights.AttentionExpandWeight, TowerWeights.AttentionExpandBias, Norm(sum)).Select(NaiveTowers.Gelu)];
        return Sum(sum, Layer(TowerWeights.AttentionContractWeight, TowerWeights.AttentionContractBias, inner));
    }

    private double[] Attend(double[][] projected)
    {
        int hidden = shape.AttentionHidden;
        int size = hidden / shape.AttentionHeads;
        double[][] seen = [.. projected.TakeLast(shape.AttentionSpan)];
        var attended = new double[hidden];
        for (int head = 0; head < shape.AttentionHeads; head++)
        {
            double[] query = projected[^1][(head * size)..((head + 1) * size)];
            double[] scores =
            [
                .. seen.Select((row, index) =>
                    (NaiveTowers.Dot(query, row[(hidden + (head * size))..(hidden + ((head + 1) * size))]) / Math.Sqrt(size))
                    + weights[TowerWeights.AttentionDistance][(head * shape.AttentionSpan) + seen.Length - 1 - index]),
            ];
            double total = scores.Sum(Math.Exp);
            for (int index = 0; index < seen.Length; index++)
            {
                for (int cell = head * size; cell < (head + 1) * size; cell++)
                {
                    attended[cell] += Math.Exp(scores[index]) / total * seen[index][(2 * hidden) + cell];
                }
            }
        }

        return attended;
    }

    private double[] Layer(string weight, string bias, double[] input) => NaiveTowers.Linear(weights[weight], weights[bias], input);

    private static double[] Norm(double[] row)
    {
        double mean = row.Average();
        double variance = row.Average(value => (value - mean) * (value - mean));
        return [.. row.Select(value => (value - mean) / Math.Sqrt(variance + 1e-5))];
    }

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (first, second) => first + second)];
}
