using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>The model and its losses written down as plainly as possible, in double precision.</summary>
internal sealed class NaiveTowers(TowerShape shape, float[] fused, Dictionary<string, double[]> weights)
{
    /// <summary>What tests set for <see cref="EngineOptions.BprMaxPenalty"/>.</summary>
    public const float Penalty = 0.3f;

    /// <summary>What tests set for <see cref="EngineOptions.GbceCalibration"/>.</summary>
    public const float Calibration = 0.6f;

    public static Dictionary<string, double[]> Copy(TowerWeights weights) =>
        TowerWeights.Layout(weights.Shape, weights.Items).ToDictionary(entry => entry.Name, entry => weights.Array(entry.Name).Select(value => (double)value).ToArray());

    public double[] Item(int code)
    {
        double[] hidden = Linear(weights[TowerWeights.ItemHiddenWeight], weights[TowerWeights.ItemHiddenBias], [.. fused.Skip(code * shape.Fused).Take(shape.Fused).Select(value => (double)value)]);
        double[] activated = [.. hidden.Select(Gelu)];
        double[] content = Linear(weights[TowerWeights.ItemOutputWeight], weights[TowerWeights.ItemOutputBias], activated);
        return Normalise([.. content.Select((value, index) => value + weights[TowerWeights.ItemId][(code * shape.Embedding) + index])]);
    }

    public double[] User(TrainingBatch batch, int flatPosition)
    {
        int first = flatPosition / batch.Length * batch.Length;
        double[][] inputs = [.. Enumerable.Range(first, flatPosition - first + 1).Select(position => Input(batch, position))];
        double[] state = shape.UserTower == UserTowerKind.Attention
            ? new NaiveAttention(shape, weights).State(inputs)
            : inputs.Aggregate(new double[shape.GruHidden], Advance);
        return Normalise(Linear(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], state));
    }

    private double[] Input(TrainingBatch batch, int position) =>
    [
        .. Item(batch.Items[position]).Select(value => value * Math.Sqrt(shape.Embedding)),
        .. batch.EventFeatures.Skip(position * shape.EventFeatures).Take(shape.EventFeatures).Select(value => (double)value),
    ];

    public double Loss(TrainingBatch batch, TargetLoss loss)
    {
        double temperature = Math.Exp(weights[TowerWeights.LogTemperature][0]);
        double sum = 0;
        for (int target = 0; target < batch.Positive.Length; target++)
        {
            double[] user = User(batch, batch.TargetPosition[target]);
            double positive = Dot(user, Item(batch.Positive[target])) / temperature;
            sum += batch.Weight[target] * loss switch
            {
                TargetLoss.PairwiseLogistic => Pairwise(batch, target, user, positive, temperature),
                TargetLoss.SampledSoftmax => Softmax(batch, target, user, positive, temperature),
                TargetLoss.BprMax => BprMax(positive, SharedLogits(batch, target, user, temperature), Penalty),
                _ => Gbce(positive, SharedLogits(batch, target, user, temperature)),
            };
        }

        return sum / batch.Weight.Sum();
    }

    private double Pairwise(TrainingBatch batch, int target, double[] user, double positive, double temperature)
    {
        int count = batch.PairNegatives.Length / batch.Positive.Length;
        return Enumerable.Range(target * count, count).Average(index =>
            Math.Log(1 + Math.Exp((Dot(user, Item(batch.PairNegatives[index])) / temperature) - positive)));
    }

    private double Softmax(TrainingBatch batch, int target, double[] user, double positive, double temperature)
    {
        double total = Math.Exp(positive);
        for (int column = 0; column < batch.SharedNegatives.Length; column++)
        {
            if (batch.SharedNegatives[column] != batch.Positive[target])
            {
                total += Math.Exp((Dot(user, Item(batch.SharedNegatives[column])) / temperature) - batch.SharedNegativesLogQ[column]);
            }
        }

        return Math.Log(total) - positive;
    }

    private double[] SharedLogits(TrainingBatch batch, int target, double[] user, double temperature) =>
        [.. batch.SharedNegatives.Where(item => item != batch.Positive[target]).Select(item => Dot(user, Item(item)) / temperature)];

    private static double BprMax(double positive, double[] negatives, double penalty)
    {
        double total = negatives.Sum(Math.Exp);
        double above = negatives.Sum(logit => Math.Exp(logit) / total * Sigmoid(positive - logit));
        return -Math.Log(above) + (penalty * negatives.Sum(logit => Math.Exp(logit) / total * logit * logit));
    }

    private double Gbce(double positive, double[] negatives)
    {
        double bias = weights[TowerWeights.LogitBias][0];
        int items = weights[TowerWeights.ItemId].Length / shape.Embedding;
        double alpha = negatives.Length / (double)(items - 1);
        double beta = alpha * ((Calibration * (1 - (1 / alpha))) + (1 / alpha));
        return ((-beta * Math.Log(Sigmoid(positive + bias))) - negatives.Sum(logit => Math.Log(1 - Sigmoid(logit + bias)))) / (negatives.Length + 1);
    }

    private double[] Advance(double[] state, double[] input)
    {
        double[] fromInput = Linear(weights[TowerWeights.GruInputWeight], weights[TowerWeights.GruInputBias], input);
        double[] fromState = Linear(weights[TowerWeights.GruHiddenWeight], weights[TowerWeights.GruHiddenBias], state);
        var next = new double[shape.GruHidden];
        for (int unit = 0; unit < next.Length; unit++)
        {
            double reset = Sigmoid(fromInput[unit] + fromState[unit]);
            double update = Sigmoid(fromInput[shape.GruHidden + unit] + fromState[shape.GruHidden + unit]);
            int third = (2 * shape.GruHidden) + unit;
            double proposal = Math.Tanh(fromInput[third] + (reset * fromState[third]));
            next[unit] = ((1 - update) * proposal) + (update * state[unit]);
        }

        return next;
    }

    internal static double[] Linear(double[] weight, double[] bias, double[] input) =>
        [.. bias.Select((value, row) => value + Enumerable.Range(0, input.Length).Sum(column => weight[(row * input.Length) + column] * input[column]))];

    private static double[] Normalise(double[] vector)
    {
        double norm = Math.Max(Math.Sqrt(Dot(vector, vector)), 1e-12);
        return [.. vector.Select(value => value / norm)];
    }

    internal static double Dot(double[] left, double[] right) => left.Zip(right, (first, second) => first * second).Sum();

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    internal static double Gelu(double value) => 0.5 * value * (1 + Erf(value / Math.Sqrt(2)));

    /// <summary>The series erf(x) = 2/√π Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)), exact to rounding for the small |x| of the tests.</summary>
    private static double Erf(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 80; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
