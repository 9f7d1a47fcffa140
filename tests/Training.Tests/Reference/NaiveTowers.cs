using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>The model and its losses written down as plainly as possible, in double precision.</summary>
internal sealed class NaiveTowers(TowerShape shape, float[] fused, Dictionary<string, double[]> weights)
{
    public static Dictionary<string, double[]> Copy(TowerWeights weights) =>
        TowerWeights.Layout(weights.Shape, weights.Items).ToDictionary(entry => entry.Name, entry => weights.Array(entry.Name).Select(value => (double)value).ToArray());

    public double[] Item(int code)
    {
        double[] hidden = Linear(weights[TowerWeights.ItemHiddenWeight], weights[TowerWeights.ItemHiddenBias], [.. fused.Skip(code * shape.Fused).Take(shape.Fused).Select(value => (double)value)]);
        double[] activated = [.. hidden.Select(value => 0.5 * value * (1 + Erf(value / Math.Sqrt(2))))];
        double[] content = Linear(weights[TowerWeights.ItemOutputWeight], weights[TowerWeights.ItemOutputBias], activated);
        return Normalise([.. content.Select((value, index) => value + weights[TowerWeights.ItemId][(code * shape.Embedding) + index])]);
    }

    public double[] User(TrainingBatch batch, int flatPosition)
    {
        int sequence = flatPosition / batch.Length;
        var state = new double[shape.GruHidden];
        for (int position = sequence * batch.Length; position <= flatPosition; position++)
        {
            double[] input =
            [
                .. Item(batch.Items[position]).Select(value => value * Math.Sqrt(shape.Embedding)),
                .. batch.EventFeatures.Skip(position * shape.EventFeatures).Take(shape.EventFeatures).Select(value => (double)value),
            ];
            state = Advance(state, input);
        }

        return Normalise(Linear(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], state));
    }

    public double Loss(TrainingBatch batch, TargetLoss loss)
    {
        double temperature = Math.Exp(weights[TowerWeights.LogTemperature][0]);
        double sum = 0;
        for (int target = 0; target < batch.Positive.Length; target++)
        {
            double[] user = User(batch, batch.TargetPosition[target]);
            double positive = Dot(user, Item(batch.Positive[target])) / temperature;
            sum += batch.Weight[target] * (loss == TargetLoss.PairwiseLogistic
                ? Pairwise(batch, target, user, positive, temperature)
                : Softmax(batch, target, user, positive, temperature));
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

    private static double[] Linear(double[] weight, double[] bias, double[] input) =>
        [.. bias.Select((value, row) => value + Enumerable.Range(0, input.Length).Sum(column => weight[(row * input.Length) + column] * input[column]))];

    private static double[] Normalise(double[] vector)
    {
        double norm = Math.Max(Math.Sqrt(Dot(vector, vector)), 1e-12);
        return [.. vector.Select(value => value / norm)];
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (first, second) => first * second).Sum();

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

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
