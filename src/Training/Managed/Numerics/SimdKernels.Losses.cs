using System.Runtime.InteropServices;
using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>The inner loops of losses over one row of logits.</summary>
internal sealed partial class SimdKernels<TSimd, TVector, TRows>
{
    public override (float Sigmoid, float Softplus) LogisticSums(Span<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        TVector one = TSimd.Broadcast(1f);
        TVector sigmoids = default;
        TVector softplus = default;
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            TVector x = TSimd.Load(ref first, i);
            TVector small = TSimd.Exp(TSimd.Subtract(default, TSimd.Abs(x)));
            TVector divisor = TSimd.Add(one, small);
            softplus = TSimd.Add(softplus, TSimd.Add(TSimd.Max(x, default), TSimd.Log(divisor)));
            TVector sigmoid = TSimd.Divide(TSimd.SelectLess(x, default, small, one), divisor);
            sigmoids = TSimd.Add(sigmoids, sigmoid);
            TSimd.Store(sigmoid, ref first, i);
        }

        return (TSimd.Sum(sigmoids), TSimd.Sum(softplus));
    }

    public override BprMaxSums BprMax(ReadOnlySpan<float> logits, ReadOnlySpan<float> weights, float positive)
    {
        RequireLength(weights.Length, logits.Length);
        ref float s = ref MemoryMarshal.GetReference(logits);
        ref float w = ref MemoryMarshal.GetReference(weights);
        TVector top = TSimd.Broadcast(positive);
        TVector one = TSimd.Broadcast(1f);
        TVector weight = default, above = default, slope = default, square = default;
        for (int i = 0; i + TSimd.Width <= logits.Length; i += TSimd.Width)
        {
            TVector logit = TSimd.Load(ref s, i);
            TVector part = TSimd.Load(ref w, i);
            TVector sigmoid = Activations.Sigmoid<TSimd, TVector>(TSimd.Subtract(top, logit));
            TVector partAbove = TSimd.Multiply(part, sigmoid);
            weight = TSimd.Add(weight, part);
            above = TSimd.Add(above, partAbove);
            slope = TSimd.MultiplyAdd(partAbove, TSimd.Subtract(one, sigmoid), slope);
            square = TSimd.MultiplyAdd(TSimd.Multiply(part, logit), logit, square);
        }

        return new BprMaxSums(TSimd.Sum(weight), TSimd.Sum(above), TSimd.Sum(slope), TSimd.Sum(square));
    }

    public override void BprMaxBackward(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> weights, float positive, BprMaxSums sums, float penalty, float scale, Span<float> gradient)
    {
        RequireLength(weights.Length, logits.Length);
        RequireLength(gradient.Length, logits.Length);
        ref float s = ref MemoryMarshal.GetReference(logits);
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradient);
        TVector top = TSimd.Broadcast(positive);
        TVector two = TSimd.Broadcast(2f);
        TVector one = TSimd.Broadcast(1f);
        TVector factor = TSimd.Broadcast(scale / sums.Weight);
        TVector inverseAbove = TSimd.Broadcast(sums.Weight / sums.Above);
        TVector lambda = TSimd.Broadcast(penalty);
        TVector meanSquare = TSimd.Broadcast(sums.Square / sums.Weight);
        for (int i = 0; i + TSimd.Width <= logits.Length; i += TSimd.Width)
        {
            TVector logit = TSimd.Load(ref s, i);
            TVector sigmoid = Activations.Sigmoid<TSimd, TVector>(TSimd.Subtract(top, logit));
            // σ' − σ = −σ²
            TVector ratio = TSimd.Subtract(one, TSimd.Multiply(TSimd.Multiply(sigmoid, sigmoid), inverseAbove));
            TVector pull = TSimd.Subtract(TSimd.Multiply(logit, TSimd.Add(logit, two)), meanSquare);
            TVector change = TSimd.Multiply(TSimd.Load(ref w, i), TSimd.MultiplyAdd(lambda, pull, ratio));
            TSimd.Store(TSimd.MultiplyAdd(change, factor, TSimd.Load(ref g, i)), ref g, i);
        }
    }
}
