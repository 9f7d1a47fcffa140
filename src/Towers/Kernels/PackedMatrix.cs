using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Towers.Kernels;

/// <summary>
/// A linear layer y = W·x + b, its weights repacked input-major in panels of two vectors of outputs:
/// <c>[panel, input, 2·width]</c>. A product streams through each panel once, front to back, without horizontal sums.
/// Outputs are padded with zero rows to whole panels. Immutable and thread-safe.
/// </summary>
internal sealed partial class PackedMatrix
{
    private readonly AlignedFloats _panels;
    private readonly AlignedFloats _bias;
    private readonly int _width;

    /// <param name="weights">Row-major [outputs, inputs].</param>
    /// <param name="bias">[outputs]</param>
    /// <param name="groups">Outputs are so many equal groups (gates), each padded on its own.</param>
    /// <param name="width">Floats per vector, one of <see cref="SimdWidth"/>'s constants.</param>
    public PackedMatrix(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int groups, int width)
    {
        _width = width;
        int outputs = bias.Length;
        Inputs = weights.Length / outputs;
        int group = outputs / groups;
        int panelWidth = 2 * width;
        GroupStride = SimdWidth.RoundUp(group, panelWidth);
        PaddedOutputs = groups * GroupStride;
        _panels = new AlignedFloats(checked(PaddedOutputs * Inputs));
        _bias = new AlignedFloats(PaddedOutputs);
        Span<float> panels = _panels.Span;
        for (int output = 0; output < outputs; output++)
        {
            int padded = output / group * GroupStride + output % group;
            _bias.Span[padded] = bias[output];
            int target = padded / panelWidth * panelWidth * Inputs + padded % panelWidth;
            ReadOnlySpan<float> row = weights.Slice(output * Inputs, Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                panels[target + input * panelWidth] = row[input];
            }
        }
    }

    public int Inputs { get; }

    /// <summary>Distance between the first outputs of two groups.</summary>
    public int GroupStride { get; }

    /// <summary>Length of one row of results.</summary>
    public int PaddedOutputs { get; }

    /// <summary>One product. <paramref name="x"/> is [Inputs], <paramref name="y"/> is [PaddedOutputs].</summary>
    public void Multiply(ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, Inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, PaddedOutputs);
        ref float xs = ref MemoryMarshal.GetReference(x);
        ref float ys = ref MemoryMarshal.GetReference(y);
        switch (_width)
        {
            case SimdWidth.V512:
                MultiplyOne<Simd512, Vector512<float>>(ref xs, ref ys);
                break;
            case SimdWidth.V256:
                MultiplyOne<Simd256, Vector256<float>>(ref xs, ref ys);
                break;
            default:
                MultiplyOne<Simd128, Vector128<float>>(ref xs, ref ys);
                break;
        }
    }

    /// <summary>
    /// Products of many rows. <paramref name="x"/> is [rows, Inputs], <paramref name="y"/> is [rows, PaddedOutputs]. A row's result
    /// doesn't depend on the rows beside it.
    /// </summary>
    public void MultiplyRows(ReadOnlySpan<float> x, int rows, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, rows * Inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, rows * PaddedOutputs);
        ref float xs = ref MemoryMarshal.GetReference(x);
        ref float ys = ref MemoryMarshal.GetReference(y);
        switch (_width)
        {
            case SimdWidth.V512:
                MultiplyMany<Simd512, Vector512<float>>(ref xs, rows, ref ys);
                break;
            case SimdWidth.V256:
                MultiplyMany<Simd256, Vector256<float>>(ref xs, rows, ref ys);
                break;
            default:
                MultiplyMany<Simd128, Vector128<float>>(ref xs, rows, ref ys);
                break;
        }
    }

    // Four inputs at a time, each with its own two accumulators: eight independent chains hide the latency of the multiply-add.
    private void MultiplyOne<TSimd, TVector>(ref float x, ref float y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int width = TSimd.Width;
        int inputs = Inputs;
        ref float weights = ref _panels.First;
        ref float bias = ref _bias.First;
        for (int output = 0; output < PaddedOutputs; output += 2 * width)
        {
            TVector a0 = TSimd.Load(ref bias, output);
            TVector a1 = TSimd.Load(ref bias, output + width);
            TVector b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            int input = 0;
            for (; input + 4 <= inputs; input += 4)
            {
                TVector xa = TSimd.Broadcast(Unsafe.Add(ref x, input));
                TVector xb = TSimd.Broadcast(Unsafe.Add(ref x, input + 1));
                TVector xc = TSimd.Broadcast(Unsafe.Add(ref x, input + 2));
                TVector xd = TSimd.Broadcast(Unsafe.Add(ref x, input + 3));
                a0 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 0), xa, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Load(ref weights, width), xa, a1);
                b0 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 2 * width), xb, b0);
                b1 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 3 * width), xb, b1);
                c0 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 4 * width), xc, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 5 * width), xc, c1);
                d0 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 6 * width), xd, d0);
                d1 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 7 * width), xd, d1);
                weights = ref Unsafe.Add(ref weights, 8 * width);
            }

            for (; input < inputs; input++)
            {
                TVector xa = TSimd.Broadcast(Unsafe.Add(ref x, input));
                a0 = TSimd.MultiplyAdd(TSimd.Load(ref weights, 0), xa, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Load(ref weights, width), xa, a1);
                weights = ref Unsafe.Add(ref weights, 2 * width);
            }

            TSimd.Store(TSimd.Add(TSimd.Add(a0, b0), TSimd.Add(c0, d0)), ref y, output);
            TSimd.Store(TSimd.Add(TSimd.Add(a1, b1), TSimd.Add(c1, d1)), ref y, output + width);
        }
    }
}
