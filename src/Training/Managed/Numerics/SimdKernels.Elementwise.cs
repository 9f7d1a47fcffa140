using System.Runtime.InteropServices;
using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>Kernels over one or several rows, element by element.</summary>
internal sealed partial class SimdKernels<TSimd, TVector, TRows>
{
    public override float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        RequireLength(right.Length, left.Length);
        ref float l = ref MemoryMarshal.GetReference(left);
        ref float r = ref MemoryMarshal.GetReference(right);
        TVector sum = default;
        for (int i = 0; i + TSimd.Width <= left.Length; i += TSimd.Width)
        {
            sum = TSimd.MultiplyAdd(TSimd.Load(ref l, i), TSimd.Load(ref r, i), sum);
        }

        return TSimd.Sum(sum);
    }

    public override void AddScaled(Span<float> destination, ReadOnlySpan<float> source, float scale)
    {
        RequireLength(source.Length, destination.Length);
        ref float to = ref MemoryMarshal.GetReference(destination);
        ref float from = ref MemoryMarshal.GetReference(source);
        TVector factor = TSimd.Broadcast(scale);
        for (int i = 0; i + TSimd.Width <= destination.Length; i += TSimd.Width)
        {
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(ref from, i), factor, TSimd.Load(ref to, i)), ref to, i);
        }
    }

    public override void Scale(Span<float> values, float scale)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        TVector factor = TSimd.Broadcast(scale);
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Load(ref first, i), factor), ref first, i);
        }
    }

    public override void Gelu(ReadOnlySpan<float> x, Span<float> activated)
    {
        RequireLength(activated.Length, x.Length);
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(activated);
        for (int i = 0; i + TSimd.Width <= x.Length; i += TSimd.Width)
        {
            TVector value = TSimd.Load(ref from, i);
            TSimd.Store(TSimd.Multiply(value, Activations.NormalDistribution<TSimd, TVector>(value)), ref to, i);
        }
    }

    public override void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient)
    {
        RequireLength(gradient.Length, x.Length);
        const float InverseRootTwoPi = 0.39894228f;
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(gradient);
        for (int i = 0; i + TSimd.Width <= x.Length; i += TSimd.Width)
        {
            TVector value = TSimd.Load(ref from, i);
            TVector halfSquare = TSimd.Multiply(TSimd.Multiply(value, value), TSimd.Broadcast(-0.5f));
            TVector density = TSimd.Multiply(TSimd.Exp(halfSquare), TSimd.Broadcast(InverseRootTwoPi));
            TVector slope = TSimd.MultiplyAdd(value, density, Activations.NormalDistribution<TSimd, TVector>(value));
            TSimd.Store(TSimd.Multiply(TSimd.Load(ref to, i), slope), ref to, i);
        }
    }

    public override void ScaleAndSubtract(Span<float> values, float scale, ReadOnlySpan<float> offsets)
    {
        RequireLength(offsets.Length, values.Length);
        ref float to = ref MemoryMarshal.GetReference(values);
        ref float offset = ref MemoryMarshal.GetReference(offsets);
        TVector factor = TSimd.Broadcast(scale);
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Subtract(TSimd.Multiply(TSimd.Load(ref to, i), factor), TSimd.Load(ref offset, i)), ref to, i);
        }
    }

    public override float Largest(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        TVector largest = TSimd.Broadcast(float.NegativeInfinity);
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            largest = TSimd.Max(largest, TSimd.Load(ref first, i));
        }

        return TSimd.Largest(largest);
    }

    public override float ExpSum(Span<float> values, float shift)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        TVector by = TSimd.Broadcast(shift);
        TVector sum = default;
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            TVector value = TSimd.Exp(TSimd.Subtract(TSimd.Load(ref first, i), by));
            TSimd.Store(value, ref first, i);
            sum = TSimd.Add(sum, value);
        }

        return TSimd.Sum(sum);
    }

    private static void RequireLength(int actual, int expected)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected rows of {expected} values, found {actual}.");
        }
    }
}
