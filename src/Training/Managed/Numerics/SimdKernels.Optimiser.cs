using System.Runtime.InteropServices;

namespace Tandem.Training.Managed.Numerics;

/// <summary>What changes weights.</summary>
internal sealed partial class SimdKernels<TSimd, TVector, TRows>
{
    public override void AdamW(
        Span<float> weight, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, float rate, float rootCorrection)
    {
        RequireLength(gradient.Length, weight.Length);
        RequireLength(first.Length, weight.Length);
        RequireLength(second.Length, weight.Length);
        ref float w = ref MemoryMarshal.GetReference(weight);
        ref float g = ref MemoryMarshal.GetReference(gradient);
        ref float m = ref MemoryMarshal.GetReference(first);
        ref float v = ref MemoryMarshal.GetReference(second);
        TVector beta1 = TSimd.Broadcast(AdamWConstants.Beta1);
        TVector beta2 = TSimd.Broadcast(AdamWConstants.Beta2);
        TVector rest1 = TSimd.Broadcast(1f - AdamWConstants.Beta1);
        TVector rest2 = TSimd.Broadcast(1f - AdamWConstants.Beta2);
        TVector epsilon = TSimd.Broadcast(AdamWConstants.Epsilon);
        TVector step = TSimd.Broadcast(rate);
        TVector root = TSimd.Broadcast(rootCorrection);
        for (int i = 0; i + TSimd.Width <= weight.Length; i += TSimd.Width)
        {
            TVector slope = TSimd.Load(ref g, i);
            TVector mean = TSimd.MultiplyAdd(TSimd.Load(ref m, i), beta1, TSimd.Multiply(slope, rest1));
            TVector square = TSimd.MultiplyAdd(TSimd.Load(ref v, i), beta2, TSimd.Multiply(TSimd.Multiply(slope, slope), rest2));
            TSimd.Store(mean, ref m, i);
            TSimd.Store(square, ref v, i);
            TVector divisor = TSimd.MultiplyAdd(TSimd.Sqrt(square), root, epsilon);
            TVector change = TSimd.Divide(TSimd.Multiply(step, mean), divisor);
            TSimd.Store(TSimd.Subtract(TSimd.Load(ref w, i), change), ref w, i);
        }
    }

    public override void Average(Span<float> average, ReadOnlySpan<float> weight, float decay)
    {
        RequireLength(weight.Length, average.Length);
        ref float to = ref MemoryMarshal.GetReference(average);
        ref float from = ref MemoryMarshal.GetReference(weight);
        TVector keep = TSimd.Broadcast(decay);
        TVector take = TSimd.Broadcast(1f - decay);
        for (int i = 0; i + TSimd.Width <= average.Length; i += TSimd.Width)
        {
            TVector taken = TSimd.Multiply(TSimd.Load(ref from, i), take);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(ref to, i), keep, taken), ref to, i);
        }
    }
}
