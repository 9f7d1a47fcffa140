using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// <see cref="TargetLoss.SampledSoftmax"/>: for each target L = ln(e^p + Σⱼ e^lⱼ) − p with p = s⁺/τ and lⱼ = sⱼ/τ − ln qⱼ over the
/// shared negatives but the target's own item. The sum over negatives that are no positive of the state is taken once for all its
/// targets; those that are come back target by target. The slope at lⱼ is e^(lⱼ − ln Σ), at p one less.
/// </summary>
internal sealed class SampledSoftmaxLoss(ParallelProducts products) : SharedNegativesLoss(products)
{
    /// <summary>Stands for −∞: its exponential is zero, and it can be subtracted from.</summary>
    private const float Never = -1e30f;

    /// <summary>[1, negatives], ∞'s stand-in in the padding, so that the padding's exponentials are zero.</summary>
    private readonly Matrix _logQ = new(1, 1);

    protected override void Begin(LossInput input)
    {
        _logQ.Reshape(1, input.Batch.SharedNegatives.Length);
        _logQ.PaddedRow(0).Fill(-Never);
        input.Batch.SharedNegativesLogQ.CopyTo(_logQ.Row(0));
    }

    protected override void Differentiate(LossInput input, int state, Span<float> row, double totalWeight)
    {
        ReadOnlySpan<int> targets = input.Layout.TargetsOf(state);
        float inverse = 1f / input.Temperature;
        Kernels.ScaleAndSubtract(row, inverse, _logQ.PaddedRow(0));
        Span<SetAside> own = targets.Length <= 64 ? stackalloc SetAside[targets.Length] : new SetAside[targets.Length];
        int distinct = TakeOut(input, targets, row, own);

        // Above the stand-in, which must not become e^0 when nothing else is left.
        float shift = MathF.Max(Kernels.Largest(row), Never / 10);
        double rest = Kernels.ExpSum(row, shift);
        double common = 0;
        foreach (int target in targets)
        {
            double positive = PositiveCosine(input, state, target) * (double)inverse;
            double sum = LogSumExp(input.Layout.OwnColumn[target], positive, shift, rest, own[..distinct]);
            double weight = input.Batch.Weight[target] / totalWeight;
            SetTarget(input, state, target, weight * (sum - positive), weight * inverse * (Math.Exp(positive - sum) - 1));
            common += weight * inverse * Math.Exp(shift - sum);
            foreach (ref SetAside other in own[..distinct])
            {
                if (other.Column != input.Layout.OwnColumn[target])
                {
                    other.Gradient += weight * inverse * Math.Exp(other.Logit - sum);
                }
            }
        }

        Kernels.Scale(row, (float)common);
        foreach (SetAside other in own[..distinct])
        {
            row[other.Column] = (float)other.Gradient;
        }
    }

    /// <summary>Takes the columns out of the row that are a positive of the state; returns how many there are.</summary>
    private static int TakeOut(LossInput input, ReadOnlySpan<int> targets, Span<float> row, Span<SetAside> own)
    {
        int count = 0;
        foreach (int target in targets)
        {
            int column = input.Layout.OwnColumn[target];
            // A column that is out already is the positive of an earlier target too.
            if (column >= 0 && row[column] != Never)
            {
                own[count++] = new SetAside { Column = column, Logit = row[column] };
                row[column] = Never;
            }
        }

        return count;
    }

    private static double LogSumExp(int ownColumn, double positive, float shift, double rest, ReadOnlySpan<SetAside> others)
    {
        double largest = Math.Max(positive, shift);
        foreach (SetAside other in others)
        {
            if (other.Column != ownColumn)
            {
                largest = Math.Max(largest, other.Logit);
            }
        }

        double sum = (rest * Math.Exp(shift - largest)) + Math.Exp(positive - largest);
        foreach (SetAside other in others)
        {
            if (other.Column != ownColumn)
            {
                sum += Math.Exp(other.Logit - largest);
            }
        }

        return largest + Math.Log(sum);
    }

    /// <summary>A negative that is a positive of the same state.</summary>
    private struct SetAside
    {
        public int Column;
        public float Logit;
        public double Gradient;
    }
}
