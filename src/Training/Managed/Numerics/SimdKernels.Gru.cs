using System.Runtime.InteropServices;
using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>The gates of one GRU step, there and back.</summary>
internal sealed partial class SimdKernels<TSimd, TVector, TRows>
{
    public override void GruStep(Span<float> gates, ReadOnlySpan<float> hidden, ReadOnlySpan<float> previous, Span<float> next)
    {
        int stride = next.Length;
        RequireLength(gates.Length, 3 * stride);
        RequireLength(hidden.Length, 3 * stride);
        RequireLength(previous.Length, stride);
        ref float g = ref MemoryMarshal.GetReference(gates);
        ref float h = ref MemoryMarshal.GetReference(hidden);
        ref float old = ref MemoryMarshal.GetReference(previous);
        ref float state = ref MemoryMarshal.GetReference(next);
        for (int j = 0; j + TSimd.Width <= stride; j += TSimd.Width)
        {
            TVector r = Activations.Sigmoid<TSimd, TVector>(TSimd.Add(TSimd.Load(ref g, j), TSimd.Load(ref h, j)));
            TVector z = Activations.Sigmoid<TSimd, TVector>(TSimd.Add(TSimd.Load(ref g, stride + j), TSimd.Load(ref h, stride + j)));
            TVector n = Activations.Tanh<TSimd, TVector>(
                TSimd.MultiplyAdd(r, TSimd.Load(ref h, (2 * stride) + j), TSimd.Load(ref g, (2 * stride) + j)));
            TSimd.Store(r, ref g, j);
            TSimd.Store(z, ref g, stride + j);
            TSimd.Store(n, ref g, (2 * stride) + j);
            TSimd.Store(TSimd.MultiplyAdd(z, TSimd.Subtract(TSimd.Load(ref old, j), n), n), ref state, j);
        }
    }

    public override void GruStepBackward(
        Span<float> gates, ReadOnlySpan<float> hiddenNew, ReadOnlySpan<float> previous, Span<float> gradient, Span<float> hidden)
    {
        int stride = gradient.Length;
        RequireLength(gates.Length, 3 * stride);
        RequireLength(hidden.Length, 3 * stride);
        RequireLength(previous.Length, stride);
        RequireLength(hiddenNew.Length, stride);
        ref float g = ref MemoryMarshal.GetReference(gates);
        ref float proposal = ref MemoryMarshal.GetReference(hiddenNew);
        ref float old = ref MemoryMarshal.GetReference(previous);
        ref float state = ref MemoryMarshal.GetReference(gradient);
        ref float h = ref MemoryMarshal.GetReference(hidden);
        TVector one = TSimd.Broadcast(1f);
        for (int j = 0; j + TSimd.Width <= stride; j += TSimd.Width)
        {
            TVector r = TSimd.Load(ref g, j);
            TVector z = TSimd.Load(ref g, stride + j);
            TVector n = TSimd.Load(ref g, (2 * stride) + j);
            TVector dh = TSimd.Load(ref state, j);
            TVector keep = TSimd.Subtract(one, z);
            TVector dn = TSimd.Multiply(TSimd.Multiply(dh, keep), TSimd.Subtract(one, TSimd.Multiply(n, n)));
            TVector dz = TSimd.Multiply(TSimd.Multiply(dh, TSimd.Subtract(TSimd.Load(ref old, j), n)), TSimd.Multiply(z, keep));
            TVector dr = TSimd.Multiply(
                TSimd.Multiply(dn, TSimd.Load(ref proposal, j)), TSimd.Multiply(r, TSimd.Subtract(one, r)));
            TSimd.Store(dr, ref g, j);
            TSimd.Store(dz, ref g, stride + j);
            TSimd.Store(dn, ref g, (2 * stride) + j);
            TSimd.Store(dr, ref h, j);
            TSimd.Store(dz, ref h, stride + j);
            TSimd.Store(TSimd.Multiply(dn, r), ref h, (2 * stride) + j);
            TSimd.Store(TSimd.Multiply(dh, z), ref state, j);
        }
    }
}
