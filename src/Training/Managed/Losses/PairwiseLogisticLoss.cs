using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// <see cref="TargetLoss.PairwiseLogistic"/>: ln(1 + e^d), d = (s⁻ − s⁺)/τ, mean over a target's own negatives. Its slope at s⁻ is
/// σ(d)/τ, at s⁺ minus the sum of these.
/// </summary>
internal sealed class PairwiseLogisticLoss(ParallelProducts products) : TowerLoss(products)
{
    /// <summary>[targets · negatives] gradient at the cosine of state and negative.</summary>
    private float[] _negatives = [];

    protected override void Differentiate(LossInput input, double totalWeight)
    {
        int pairs = input.Batch.PairNegatives.Length;
        if (_negatives.Length < pairs)
        {
            _negatives = new float[pairs];
        }

        Products.Workers.ForRows(input.Users.Rows, (first, states) =>
        {
            for (int state = first; state < first + states; state++)
            {
                input.UserGradient.PaddedRow(state).Clear();
                foreach (int target in input.Layout.TargetsOf(state))
                {
                    Differentiate(input, state, target, totalWeight);
                }
            }
        });

        int perTarget = pairs / input.Batch.Positive.Length;
        for (int pair = 0; pair < pairs; pair++)
        {
            Kernels.AddScaled(
                input.ItemGradient.PaddedRow((int)input.Layout.NegativeSlot[pair]),
                input.Users.PaddedRow((int)input.Layout.StateOfTarget[pair / perTarget]),
                _negatives[pair]);
        }
    }

    private void Differentiate(LossInput input, int state, int target, double totalWeight)
    {
        int perTarget = input.Batch.PairNegatives.Length / input.Batch.Positive.Length;
        double weight = input.Batch.Weight[target] / totalWeight / perTarget;
        float positive = PositiveCosine(input, state, target);
        double loss = 0;
        double gradient = 0;
        for (int pair = target * perTarget; pair < (target + 1) * perTarget; pair++)
        {
            Span<float> item = input.Items.PaddedRow((int)input.Layout.NegativeSlot[pair]);
            double difference = (Kernels.Dot(input.Users.PaddedRow(state), item) - positive) / input.Temperature;
            loss += Logistic.Softplus(difference) * weight;
            _negatives[pair] = (float)(Logistic.Sigmoid(difference) * weight / input.Temperature);
            gradient -= _negatives[pair];
            Kernels.AddScaled(input.UserGradient.PaddedRow(state), item, _negatives[pair]);
        }

        SetTarget(input, state, target, loss, gradient);
    }
}
