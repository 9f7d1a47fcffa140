namespace Tandem.Towers.Kernels;

/// <summary>The towers' arithmetic as the formulas say it, one element at a time in double precision. What the fast kernels are tested against.</summary>
internal static class ReferenceKernels
{
    /// <summary>W·x + b with W row-major [b.Length, x.Length].</summary>
    public static double[] Linear(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<double> x)
    {
        double[] y = new double[bias.Length];
        for (int output = 0; output < y.Length; output++)
        {
            double sum = bias[output];
            for (int input = 0; input < x.Length; input++)
            {
                sum += (double)weights[output * x.Length + input] * x[input];
            }

            y[output] = sum;
        }

        return y;
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, a series without cancellation (DLMF 7.6.2).</summary>
    public static double Erf(double x)
    {
        // 1 - erf(6) is below the resolution of a double.
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    public static double[] Normalise(double[] x)
    {
        double norm = Math.Max(Math.Sqrt(x.Sum(value => value * value)), Normalisation.Epsilon);
        return [.. x.Select(value => value / norm)];
    }

    public static double[] EmbedItem(TowerWeights weights, ReadOnlySpan<float> fused, int idRow)
    {
        double[] hidden = Linear(weights[TowerWeights.ItemHiddenWeight], weights[TowerWeights.ItemHiddenBias], Widen(fused));
        double[] activated = [.. hidden.Select(Gelu)];
        double[] output = Linear(weights[TowerWeights.ItemOutputWeight], weights[TowerWeights.ItemOutputBias], activated);
        for (int i = 0; idRow >= 0 && i < output.Length; i++)
        {
            output[i] += weights[TowerWeights.ItemId][idRow * output.Length + i];
        }

        return Normalise(output);
    }

    public static double[] AdvanceUser(
        TowerWeights weights, double[] state, ReadOnlySpan<float> item, ReadOnlySpan<float> eventFeatures)
    {
        double scale = Math.Sqrt(weights.Shape.Embedding);
        double[] x = [.. Widen(item).Select(value => scale * value), .. Widen(eventFeatures)];
        double[] input = Linear(weights[TowerWeights.GruInputWeight], weights[TowerWeights.GruInputBias], x);
        double[] hidden = Linear(weights[TowerWeights.GruHiddenWeight], weights[TowerWeights.GruHiddenBias], state);
        int units = state.Length;
        double[] next = new double[units];
        for (int j = 0; j < units; j++)
        {
            double r = Sigmoid(input[j] + hidden[j]);
            double z = Sigmoid(input[units + j] + hidden[units + j]);
            double n = Math.Tanh(input[2 * units + j] + r * hidden[2 * units + j]);
            next[j] = (1 - z) * n + z * state[j];
        }

        return next;
    }

    public static double[] ProjectUser(TowerWeights weights, double[] state) =>
        Normalise(Linear(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], state));

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }
}
