using System.Runtime.CompilerServices;

namespace Tandem.Towers.Kernels;

internal sealed partial class PackedMatrix
{
    // Six rows by two vectors is twelve accumulators: with two weights and one broadcast they fit AVX2's sixteen registers.
    private const int TileRows = 6;

    // Panels outside, rows inside: one panel stays in the first-level cache while all rows pass it.
    private void MultiplyMany<TSimd, TVector>(ref float x, int rows, ref float y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        for (int output = 0; output < PaddedOutputs; output += 2 * TSimd.Width)
        {
            ref float panel = ref Unsafe.Add(ref _panels.First, output * Inputs);
            for (int row = 0; row < rows; row += TileRows)
            {
                MultiplyTile<TSimd, TVector>(ref panel, ref x, row, rows - 1, ref y, output);
            }
        }
    }

    // Rows past the last repeat it and store the same values again, so that every row is summed in the same order.
    private void MultiplyTile<TSimd, TVector>(ref float weights, ref float x, int row, int last, ref float y, int output)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int width = TSimd.Width;
        int inputs = Inputs;
        int r1 = Math.Min(row + 1, last);
        int r2 = Math.Min(row + 2, last);
        int r3 = Math.Min(row + 3, last);
        int r4 = Math.Min(row + 4, last);
        int r5 = Math.Min(row + 5, last);
        ref float x0 = ref Unsafe.Add(ref x, row * inputs);
        ref float x1 = ref Unsafe.Add(ref x, r1 * inputs);
        ref float x2 = ref Unsafe.Add(ref x, r2 * inputs);
        ref float x3 = ref Unsafe.Add(ref x, r3 * inputs);
        ref float x4 = ref Unsafe.Add(ref x, r4 * inputs);
        ref float x5 = ref Unsafe.Add(ref x, r5 * inputs);
        TVector low = TSimd.Load(ref _bias.First, output);
        TVector high = TSimd.Load(ref _bias.First, output + width);
        TVector a0 = low, a1 = low, a2 = low, a3 = low, a4 = low, a5 = low;
        TVector b0 = high, b1 = high, b2 = high, b3 = high, b4 = high, b5 = high;
        for (int input = 0; input < inputs; input++)
        {
            low = TSimd.Load(ref weights, 0);
            high = TSimd.Load(ref weights, width);
            weights = ref Unsafe.Add(ref weights, 2 * width);
            TVector value = TSimd.Broadcast(Unsafe.Add(ref x0, input));
            a0 = TSimd.MultiplyAdd(low, value, a0);
            b0 = TSimd.MultiplyAdd(high, value, b0);
            value = TSimd.Broadcast(Unsafe.Add(ref x1, input));
            a1 = TSimd.MultiplyAdd(low, value, a1);
            b1 = TSimd.MultiplyAdd(high, value, b1);
            value = TSimd.Broadcast(Unsafe.Add(ref x2, input));
            a2 = TSimd.MultiplyAdd(low, value, a2);
            b2 = TSimd.MultiplyAdd(high, value, b2);
            value = TSimd.Broadcast(Unsafe.Add(ref x3, input));
            a3 = TSimd.MultiplyAdd(low, value, a3);
            b3 = TSimd.MultiplyAdd(high, value, b3);
            value = TSimd.Broadcast(Unsafe.Add(ref x4, input));
            a4 = TSimd.MultiplyAdd(low, value, a4);
            b4 = TSimd.MultiplyAdd(high, value, b4);
            value = TSimd.Broadcast(Unsafe.Add(ref x5, input));
            a5 = TSimd.MultiplyAdd(low, value, a5);
            b5 = TSimd.MultiplyAdd(high, value, b5);
        }

        Store<TSimd, TVector>(a0, b0, ref y, row, output);
        Store<TSimd, TVector>(a1, b1, ref y, r1, output);
        Store<TSimd, TVector>(a2, b2, ref y, r2, output);
        Store<TSimd, TVector>(a3, b3, ref y, r3, output);
        Store<TSimd, TVector>(a4, b4, ref y, r4, output);
        Store<TSimd, TVector>(a5, b5, ref y, r5, output);
    }

    private void Store<TSimd, TVector>(TVector low, TVector high, ref float y, int row, int output)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float target = ref Unsafe.Add(ref y, row * PaddedOutputs);
        TSimd.Store(low, ref target, output);
        TSimd.Store(high, ref target, output + TSimd.Width);
    }
}
