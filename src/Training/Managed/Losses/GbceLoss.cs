using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// <see cref="TargetLoss.Gbce"/>. The slopes are σ(sⱼ + b)/(k + 1) at the negatives and −β·σ(−s⁺ − b)/(k + 1) at the positive. All
/// targets of a state share the negatives' logistic values; what a target's own positive adds to them is taken out again.
/// </summary>
internal sealed class GbceLoss(ParallelProducts products, float calibration, int items) : SharedNegativesLoss(products)
{
    /// <summary>[1, negatives] −b, and in the padding so much that its logistic values are zero.</summary>
    private readonly Matrix _offsets = new(1, 1);

    /// <summary>[states] summed in order.</summary>
    private double[] _biasGradients = [];

    protected override void Begin(LossInput input)
    {
        _offsets.Reshape(1, input.Batch.SharedNegatives.Length);
        _offsets.PaddedRow(0).Fill(1e30f);
        _offsets.Row(0).Fill(-input.LogitBias);
        if (_biasGradients.Length < input.Users.Rows)
        {
            _biasGradients = new double[input.Users.Rows];
        }
    }

    protected override void End(LossInput input)
    {
        double sum = 0;
        for (int state = 0; state < input.Users.Rows; state++)
        {
            sum += _biasGradients[state];
        }

        LogitBiasGradient = (float)sum;
    }

    protected override void Differentiate(LossInput input, int state, Span<float> row, double totalWeight)
    {
        double inverse = 1d / input.Temperature;
        Kernels.ScaleAndSubtract(row, (float)inverse, _offsets.PaddedRow(0));
        (float sigmoids, float negativeLoss) = Kernels.LogisticSums(row);
        double common = 0;
        double biasGradient = 0;
        foreach (int target in input.Layout.TargetsOf(state))
        {
            double share = Share(input, target, totalWeight);
            double positive = (PositiveCosine(input, state, target) * inverse) + input.LogitBias;
            double beta = 1 - (calibration * (1 - ((double)Negatives(input, target) / (items - 1))));
            double slope = -beta * Logistic.Sigmoid(-positive) * share;
            double loss = (beta * Logistic.Softplus(-positive)) + negativeLoss;
            SetTarget(input, state, target, share * (input.Layout.OwnColumn[target] < 0 ? loss : loss - Logistic.Softplus(positive)), slope * inverse);
            common += share;
            biasGradient += slope;
        }

        biasGradient += common * sigmoids;
        Kernels.Scale(row, (float)common);
        foreach (int target in input.Layout.TargetsOf(state))
        {
            if (input.Layout.OwnColumn[target] is >= 0 and int own)
            {
                double positive = (PositiveCosine(input, state, target) * inverse) + input.LogitBias;
                double surplus = Share(input, target, totalWeight) * Logistic.Sigmoid(positive);
                row[own] -= (float)surplus;
                biasGradient -= surplus;
            }
        }

        Kernels.Scale(row, (float)inverse);
        _biasGradients[state] = biasGradient;
    }

    private static int Negatives(LossInput input, int target) =>
        input.Batch.SharedNegatives.Length - (input.Layout.OwnColumn[target] < 0 ? 0 : 1);

    private static double Share(LossInput input, int target, double totalWeight) =>
        input.Batch.Weight[target] / totalWeight / (Negatives(input, target) + 1);
}
