using System.Buffers;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// <see cref="TargetLoss.BprMax"/>. The softmax weights are one row for all targets of a state; the rest differs from target to
/// target, so a target costs about as much as a state does with the other losses.
/// </summary>
internal sealed class BprMaxLoss(ParallelProducts products, float penalty) : SharedNegativesLoss(products)
{
    /// <summary>Keeps logarithm and quotients finite when all negatives lie far above the positive, or there is none but its own.</summary>
    private const float Least = 1e-30f;

    protected override void Differentiate(LossInput input, int state, Span<float> row, double totalWeight)
    {
        float inverse = 1f / input.Temperature;
        int negatives = input.Batch.SharedNegatives.Length;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * row.Length);
        Span<float> logits = scratch.AsSpan(0, row.Length);
        Span<float> weights = scratch.AsSpan(row.Length, row.Length);
        Kernels.Scale(row, inverse);
        row.CopyTo(logits);
        row.CopyTo(weights);
        Kernels.ExpSum(weights, Kernels.Largest(logits));
        weights[negatives..].Clear();
        row.Clear();
        foreach (int target in input.Layout.TargetsOf(state))
        {
            int own = input.Layout.OwnColumn[target];
            float ownWeight = own < 0 ? 0 : weights[own];
            if (own >= 0)
            {
                weights[own] = 0;
            }

            AddTarget(input, state, target, input.Batch.Weight[target] / totalWeight, logits, weights, row);
            if (own >= 0)
            {
                weights[own] = ownWeight;
            }
        }

        Kernels.Scale(row, inverse);
        ArrayPool<float>.Shared.Return(scratch);
    }

    private void AddTarget(LossInput input, int state, int target, double share, Span<float> logits, Span<float> weights, Span<float> gradient)
    {
        float positive = PositiveCosine(input, state, target) / input.Temperature;
        BprMaxSums sums = Kernels.BprMax(logits, weights, positive);
        BprMaxSums usable = sums with { Weight = MathF.Max(sums.Weight, Least), Above = MathF.Max(sums.Above, Least) };
        double loss = -Math.Log(usable.Above / (double)usable.Weight) + (penalty * usable.Square / usable.Weight);
        SetTarget(input, state, target, share * loss, -share * usable.Slope / usable.Above / input.Temperature);
        Kernels.BprMaxBackward(logits, weights, positive, usable, penalty, (float)share, gradient);
    }
}
