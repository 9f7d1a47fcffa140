using System.Runtime.CompilerServices;
using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>
/// Matrix products. The innermost part keeps a tile of the result, <typeparamref name="TRows"/> rows by three vectors, in registers
/// while it walks the common dimension: 8 x 3 fills AVX-512's 32 registers, 4 x 3 the 16 of AVX2. Each cell is one chain of
/// multiply-adds in the order of the common dimension, so a result does not depend on the tile it falls into.
/// </summary>
internal sealed partial class SimdKernels<TSimd, TVector, TRows>
{
    /// <summary>
    /// The part of the common dimension that is walked at once: 384 rows of three AVX-512 vectors are 72 KB, which the second-level cache
    /// keeps while all rows of a pass over them.
    /// </summary>
    private const int Depth = 384;

    private static readonly AlignedFloats Zeros = new(3 * SimdWidth.V512);

    public override void Product(Block a, Block b, Block c, Start start) => Multiply(a, 0, 1, a.Columns, b, c, start);

    public override void ProductOfTransposed(Block a, Block b, Block c, Start start) => Multiply(a, 1, 0, a.Rows, b, c, start);

    /// <param name="turned">1 when a is read transposed; <paramref name="straight"/> is then 0.</param>
    private static void Multiply(Block a, int turned, int straight, int depth, Block b, Block c, Start start)
    {
        int alongRow = (straight * a.Stride) + turned;
        int alongDepth = (turned * a.Stride) + straight;
        for (int first = 0; first < depth || first == 0; first += Depth)
        {
            int part = Math.Min(Depth, depth - first);
            Start from = first == 0 ? start : Start.Destination;
            for (int column = 0; column < c.Columns; column += 3 * TSimd.Width)
            {
                ref float left = ref Unsafe.Add(ref a.First, first * alongDepth);
                ref float right = ref Unsafe.Add(ref b.First, (first * b.Stride) + column);
                var panel = new Panel(alongRow, alongDepth, b.Stride, part, c.Stride);
                int vectors = (c.Columns - column + TSimd.Width - 1) / TSimd.Width;
                ref float result = ref Unsafe.Add(ref c.First, column);
                ref float initial = ref result;
                int initialStride = c.Stride;
                if (!from.Accumulate)
                {
                    initialStride = 0;
                    initial = ref from.Bias is null ? ref Zeros.First : ref Unsafe.Add(ref from.Bias.First, c.Column + column);
                }

                switch (vectors)
                {
                    case 1:
                        Rows<One>(ref left, ref right, ref result, ref initial, initialStride, c.Rows, panel);
                        break;
                    case 2:
                        Rows<Two>(ref left, ref right, ref result, ref initial, initialStride, c.Rows, panel);
                        break;
                    default:
                        Rows<Three>(ref left, ref right, ref result, ref initial, initialStride, c.Rows, panel);
                        break;
                }
            }
        }
    }

    /// <summary>One column of tiles; what is left below the last whole tile is done in smaller ones.</summary>
    private static void Rows<TVectors>(
        ref float a, ref float b, ref float c, ref float initial, int initialStride, int rows, in Panel panel)
        where TVectors : struct, ITileSize
    {
        int row = 0;
        for (; row + TRows.Count <= rows; row += TRows.Count)
        {
            Tile<TRows, TVectors>(ref a, ref b, ref c, ref initial, initialStride, row, panel);
        }

        if (row + 4 <= rows)
        {
            Tile<Four, TVectors>(ref a, ref b, ref c, ref initial, initialStride, row, panel);
            row += 4;
        }

        if (row + 2 <= rows)
        {
            Tile<Two, TVectors>(ref a, ref b, ref c, ref initial, initialStride, row, panel);
            row += 2;
        }

        if (row < rows)
        {
            Tile<One, TVectors>(ref a, ref b, ref c, ref initial, initialStride, row, panel);
        }
    }

    private static void Tile<TTileRows, TVectors>(
        ref float a, ref float b, ref float c, ref float initial, int initialStride, int row, in Panel panel)
        where TTileRows : struct, ITileSize
        where TVectors : struct, ITileSize
    {
        int width = TSimd.Width;
        int alongRow = panel.AlongRow;
        int alongDepth = panel.AlongDepth;
        int stride = panel.Stride;
        ref float a0 = ref Unsafe.Add(ref a, row * alongRow);
        ref float a1 = ref Unsafe.Add(ref a0, alongRow);
        ref float a2 = ref Unsafe.Add(ref a1, alongRow);
        ref float a3 = ref Unsafe.Add(ref a2, alongRow);
        ref float a4 = ref Unsafe.Add(ref a3, alongRow);
        ref float a5 = ref Unsafe.Add(ref a4, alongRow);
        ref float a6 = ref Unsafe.Add(ref a5, alongRow);
        ref float a7 = ref Unsafe.Add(ref a6, alongRow);
        ref float s = ref Unsafe.Add(ref initial, row * initialStride);
        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        TVector c40 = default, c41 = default, c42 = default;
        TVector c50 = default, c51 = default, c52 = default;
        TVector c60 = default, c61 = default, c62 = default;
        TVector c70 = default, c71 = default, c72 = default;
        Load<TVectors>(ref s, 0 * initialStride, out c00, out c01, out c02);
        if (TTileRows.Count > 1)
        {
            Load<TVectors>(ref s, 1 * initialStride, out c10, out c11, out c12);
        }

        if (TTileRows.Count > 2)
        {
            Load<TVectors>(ref s, 2 * initialStride, out c20, out c21, out c22);
        }

        if (TTileRows.Count > 3)
        {
            Load<TVectors>(ref s, 3 * initialStride, out c30, out c31, out c32);
        }

        if (TTileRows.Count > 4)
        {
            Load<TVectors>(ref s, 4 * initialStride, out c40, out c41, out c42);
        }

        if (TTileRows.Count > 5)
        {
            Load<TVectors>(ref s, 5 * initialStride, out c50, out c51, out c52);
        }

        if (TTileRows.Count > 6)
        {
            Load<TVectors>(ref s, 6 * initialStride, out c60, out c61, out c62);
        }

        if (TTileRows.Count > 7)
        {
            Load<TVectors>(ref s, 7 * initialStride, out c70, out c71, out c72);
        }

        for (int offset = 0, end = panel.Depth * alongDepth; offset != end; offset += alongDepth)
        {
            Load<TVectors>(ref b, 0, out TVector b0, out TVector b1, out TVector b2);
            b = ref Unsafe.Add(ref b, stride);
            MultiplyAdd<TVectors>(Unsafe.Add(ref a0, offset), b0, b1, b2, ref c00, ref c01, ref c02);
            if (TTileRows.Count > 1)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a1, offset), b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (TTileRows.Count > 2)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a2, offset), b0, b1, b2, ref c20, ref c21, ref c22);
            }

            if (TTileRows.Count > 3)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a3, offset), b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (TTileRows.Count > 4)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a4, offset), b0, b1, b2, ref c40, ref c41, ref c42);
            }

            if (TTileRows.Count > 5)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a5, offset), b0, b1, b2, ref c50, ref c51, ref c52);
            }

            if (TTileRows.Count > 6)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a6, offset), b0, b1, b2, ref c60, ref c61, ref c62);
            }

            if (TTileRows.Count > 7)
            {
                MultiplyAdd<TVectors>(Unsafe.Add(ref a7, offset), b0, b1, b2, ref c70, ref c71, ref c72);
            }
        }

        ref float target = ref Unsafe.Add(ref c, row * panel.ResultStride);
        Store<TVectors>(ref target, 0 * panel.ResultStride, c00, c01, c02);
        if (TTileRows.Count > 1)
        {
            Store<TVectors>(ref target, 1 * panel.ResultStride, c10, c11, c12);
        }

        if (TTileRows.Count > 2)
        {
            Store<TVectors>(ref target, 2 * panel.ResultStride, c20, c21, c22);
        }

        if (TTileRows.Count > 3)
        {
            Store<TVectors>(ref target, 3 * panel.ResultStride, c30, c31, c32);
        }

        if (TTileRows.Count > 4)
        {
            Store<TVectors>(ref target, 4 * panel.ResultStride, c40, c41, c42);
        }

        if (TTileRows.Count > 5)
        {
            Store<TVectors>(ref target, 5 * panel.ResultStride, c50, c51, c52);
        }

        if (TTileRows.Count > 6)
        {
            Store<TVectors>(ref target, 6 * panel.ResultStride, c60, c61, c62);
        }

        if (TTileRows.Count > 7)
        {
            Store<TVectors>(ref target, 7 * panel.ResultStride, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TVectors>(ref float source, int index, out TVector v0, out TVector v1, out TVector v2)
        where TVectors : struct, ITileSize
    {
        v0 = TSimd.Load(ref source, index);
        v1 = TVectors.Count > 1 ? TSimd.Load(ref source, index + TSimd.Width) : default;
        v2 = TVectors.Count > 2 ? TSimd.Load(ref source, index + (2 * TSimd.Width)) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TVectors>(
        float left, TVector b0, TVector b1, TVector b2, ref TVector c0, ref TVector c1, ref TVector c2)
        where TVectors : struct, ITileSize
    {
        TVector value = TSimd.Broadcast(left);
        c0 = TSimd.MultiplyAdd(b0, value, c0);
        if (TVectors.Count > 1)
        {
            c1 = TSimd.MultiplyAdd(b1, value, c1);
        }

        if (TVectors.Count > 2)
        {
            c2 = TSimd.MultiplyAdd(b2, value, c2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(ref float destination, int index, TVector v0, TVector v1, TVector v2)
        where TVectors : struct, ITileSize
    {
        TSimd.Store(v0, ref destination, index);
        if (TVectors.Count > 1)
        {
            TSimd.Store(v1, ref destination, index + TSimd.Width);
        }

        if (TVectors.Count > 2)
        {
            TSimd.Store(v2, ref destination, index + (2 * TSimd.Width));
        }
    }

    /// <summary>What the tiles of one column of tiles have in common.</summary>
    /// <param name="AlongRow">Floats from a cell of a to the cell of the next row of the result.</param>
    /// <param name="AlongDepth">Floats from a cell of a to the next along the common dimension.</param>
    /// <param name="Stride">Floats between rows of b.</param>
    /// <param name="Depth">Length of the common dimension.</param>
    /// <param name="ResultStride">Floats between rows of c.</param>
    private readonly record struct Panel(int AlongRow, int AlongDepth, int Stride, int Depth, int ResultStride);
}
