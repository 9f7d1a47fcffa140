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

    /// <summary>The self-attention block's state after the last of some inputs.</summary>
    /// <param name="inputs">[events][GruInput], oldest first.</param>
    public static double[] AttendUser(TowerWeights weights, IReadOnlyList<double[]> inputs)
    {
        TowerShape shape = weights.Shape;
        int hidden = shape.AttentionHidden;
        int size = hidden / shape.AttentionHeads;
        double[][] embedded = [.. inputs.TakeLast(shape.AttentionSpan).Select(x => Layer(TowerWeights.AttentionEmbedWeight, TowerWeights.AttentionEmbedBias, x))];
        double[][] rows = [.. embedded.Select(row => Layer(TowerWeights.AttentionInputWeight, TowerWeights.AttentionInputBias, LayerNormal(row)))];
        double[] attended = new double[hidden];
        for (int cell = 0; cell < hidden; cell++)
        {
            int head = cell / size;
            double[] scores = [.. rows.Select((row, s) => Score(row, head, rows.Length - 1 - s))];
            double largest = scores.Max();
            double total = scores.Sum(score => Math.Exp(score - largest));
            attended[cell] = rows.Select((row, s) => Math.Exp(scores[s] - largest) / total * row[2 * hidden + cell]).Sum();
        }

        double[] sum = Add(embedded[^1], Layer(TowerWeights.AttentionOutputWeight, TowerWeights.AttentionOutputBias, attended));
        double[] inner = [.. Layer(TowerWeights.AttentionExpandWeight, TowerWeights.AttentionExpandBias, LayerNormal(sum)).Select(Gelu)];
        return Add(sum, Layer(TowerWeights.AttentionContractWeight, TowerWeights.AttentionContractBias, inner));

        double[] Layer(string weight, string bias, double[] x) => Linear(weights[weight], weights[bias], x);

        double Score(double[] row, int head, int back) =>
            Enumerable.Range(head * size, size).Sum(cell => rows[^1][cell] * row[hidden + cell]) / Math.Sqrt(size)
            + weights[TowerWeights.AttentionDistance][head * shape.AttentionSpan + back];
    }

    public static double[] LayerNormal(double[] x)
    {
        double mean = x.Average();
        double variance = x.Average(value => (value - mean) * (value - mean));
        return [.. x.Select(value => (value - mean) / Math.Sqrt(variance + LayerNorm.Epsilon))];
    }

    public static double[] ProjectUser(TowerWeights weights, double[] state) =>
        Normalise(Linear(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], state));

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

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
