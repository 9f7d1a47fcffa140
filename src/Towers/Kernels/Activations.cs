using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Towers.Kernels;

/// <summary>The non-linear parts of the towers, over buffers whose length is a multiple of the vector width.</summary>
internal static class Activations
{
    /// <summary>
    /// In place: gelu(x) = x · Φ(x), Φ(x) = ½ · erfc(−x/√2). Absolute error below 1e-6 · max(1, |x|).
    /// </summary>
    public static void Gelu(Span<float> values, int width)
    {
        switch (width)
        {
            case SimdWidth.V512:
                Gelu<Simd512, Vector512<float>>(values);
                break;
            case SimdWidth.V256:
                Gelu<Simd256, Vector256<float>>(values);
                break;
            default:
                Gelu<Simd128, Vector128<float>>(values);
                break;
        }
    }

    /// <summary>
    /// The element-wise part of one GRU step (PyTorch's nn.GRU):
    /// r = σ(i_r + h_r), z = σ(i_z + h_z), n = tanh(i_n + r·h_n), h' = (1 − z)·n + z·h.
    /// </summary>
    /// <param name="input">[3, stride] W_i·x + b_i for r, z, n.</param>
    /// <param name="hidden">[3, stride] W_h·h + b_h for r, z, n.</param>
    /// <param name="state">[stride], advanced in place.</param>
    public static void GruGates(ReadOnlySpan<float> input, ReadOnlySpan<float> hidden, Span<float> state, int width)
    {
        switch (width)
        {
            case SimdWidth.V512:
                GruGates<Simd512, Vector512<float>>(input, hidden, state);
                break;
            case SimdWidth.V256:
                GruGates<Simd256, Vector256<float>>(input, hidden, state);
                break;
            default:
                GruGates<Simd128, Vector128<float>>(input, hidden, state);
                break;
        }
    }

    /// <summary>1 / (1 + e^−x), relative error about 1e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Sigmoid<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector one = TSimd.Broadcast(1f);
        return TSimd.Divide(one, TSimd.Add(one, TSimd.Exp(TSimd.Subtract(default, x))));
    }

    /// <summary>
    /// 1 − 2 / (e^2x + 1); below ¼, where that cancels, the Taylor series to x⁹. Relative error below 1e-6.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Tanh<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector one = TSimd.Broadcast(1f);
        TVector two = TSimd.Broadcast(2f);
        TVector large = TSimd.Subtract(one, TSimd.Divide(two, TSimd.Add(TSimd.Exp(TSimd.Add(x, x)), one)));
        TVector square = TSimd.Multiply(x, x);
        TVector series = TSimd.Broadcast(62f / 2835f);
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(-17f / 315f));
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(2f / 15f));
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(-1f / 3f));
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(series, square), x, x);
        return TSimd.SelectLess(TSimd.Abs(x), TSimd.Broadcast(0.25f), small, large);
    }

    /// <summary>Φ(x), the standard normal distribution function; absolute error below 1e-6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector NormalDistribution<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector lower = TSimd.Multiply(TSimd.Broadcast(0.5f), ErfcOfAbs<TSimd, TVector>(x));
        TVector upper = TSimd.Subtract(TSimd.Broadcast(1f), lower);
        return TSimd.SelectLess(x, default, lower, upper);
    }

    private static void Gelu<TSimd, TVector>(Span<float> values)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i + TSimd.Width <= values.Length; i += TSimd.Width)
        {
            TVector x = TSimd.Load(ref first, i);
            TSimd.Store(TSimd.Multiply(x, NormalDistribution<TSimd, TVector>(x)), ref first, i);
        }
    }

    // erfc(|x|/√2) by Abramowitz & Stegun, Handbook of Mathematical Functions, 7.1.26; absolute error 1.5e-7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ErfcOfAbs<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        const float InverseRootTwo = 0.70710678f;
        TVector one = TSimd.Broadcast(1f);
        TVector a = TSimd.Multiply(TSimd.Abs(x), TSimd.Broadcast(InverseRootTwo));
        TVector t = TSimd.Divide(one, TSimd.MultiplyAdd(a, TSimd.Broadcast(0.3275911f), one));
        TVector sum = TSimd.Broadcast(1.061405429f);
        sum = TSimd.MultiplyAdd(sum, t, TSimd.Broadcast(-1.453152027f));
        sum = TSimd.MultiplyAdd(sum, t, TSimd.Broadcast(1.421413741f));
        sum = TSimd.MultiplyAdd(sum, t, TSimd.Broadcast(-0.284496736f));
        sum = TSimd.MultiplyAdd(sum, t, TSimd.Broadcast(0.254829592f));
        return TSimd.Multiply(TSimd.Multiply(sum, t), TSimd.Exp(TSimd.Subtract(default, TSimd.Multiply(a, a))));
    }

    private static void GruGates<TSimd, TVector>(ReadOnlySpan<float> input, ReadOnlySpan<float> hidden, Span<float> state)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int stride = state.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(input.Length, 3 * stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden.Length, 3 * stride);
        ref float i = ref MemoryMarshal.GetReference(input);
        ref float g = ref MemoryMarshal.GetReference(hidden);
        ref float h = ref MemoryMarshal.GetReference(state);
        for (int j = 0; j + TSimd.Width <= stride; j += TSimd.Width)
        {
            TVector r = Sigmoid<TSimd, TVector>(TSimd.Add(TSimd.Load(ref i, j), TSimd.Load(ref g, j)));
            TVector z = Sigmoid<TSimd, TVector>(TSimd.Add(TSimd.Load(ref i, stride + j), TSimd.Load(ref g, stride + j)));
            TVector n = Tanh<TSimd, TVector>(
                TSimd.MultiplyAdd(r, TSimd.Load(ref g, 2 * stride + j), TSimd.Load(ref i, 2 * stride + j)));
            TVector old = TSimd.Load(ref h, j);
            TSimd.Store(TSimd.MultiplyAdd(z, TSimd.Subtract(old, n), n), ref h, j);
        }
    }
}
