using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Features.Numerics;

/// <summary>
/// The upper half of aᵀ·b in double precision, tile by tile. Every element is one sequence of fused multiply-adds in the order of
/// the rows, whatever the tiles and the vector width of the processor.
/// </summary>
internal static class UpperProducts
{
    /// <summary>Rows that are widened at a time, so that they stay in the cache.</summary>
    private const int BlockRows = 64;

    private const int TileRows = 4;
    private const int TileVectors = 2;

    /// <param name="a">Row-major [rows, width].</param>
    /// <param name="b">The same shape.</param>
    /// <param name="width">Columns.</param>
    /// <returns>Row-major [width, width]; below the diagonal only what shares a tile with it.</returns>
    public static double[] Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width)
    {
        double[] products = new double[width * width];
        double[] left = new double[BlockRows * width], right = new double[BlockRows * width];
        for (int at = 0; at < a.Length; at += BlockRows * width)
        {
            int count = Math.Min(BlockRows * width, a.Length - at);
            Widen(a.Slice(at, count), left);
            Widen(b.Slice(at, count), right);
            AddBlock(left.AsSpan(0, count), right.AsSpan(0, count), products, width);
        }

        return products;
    }

    private static void AddBlock(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> products, int width)
    {
        int tile = TileVectors * Vector<double>.Count;
        int whole = width - (width % TileRows);
        int column = 0;
        for (; column <= width - tile; column += tile)
        {
            for (int row = 0; row < Math.Min(whole, column + tile); row += TileRows)
            {
                AddTile(a, b, products, width, row, column);
            }
        }

        AddRest(a, b, products, width, 0, whole, column);
        AddRest(a, b, products, width, whole, width, whole);
    }

    /// <summary>Lines <paramref name="first"/> up to <paramref name="end"/>, from <paramref name="column"/> on.</summary>
    private static void AddRest(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> products, int width, int first, int end, int column)
    {
        for (int line = first; line < end && column < width; line++)
        {
            Span<double> sums = products.Slice((line * width) + column, width - column);
            for (int at = 0; at < a.Length; at += width)
            {
                Kernels.AddScaled(sums, b.Slice(at + column, sums.Length), a[at + line]);
            }
        }
    }

    // Written out, because the compiler keeps eight sums in registers only so.
    private static void AddTile(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> products, int width, int row, int column)
    {
        nuint one = (nuint)Vector<double>.Count, line = (nuint)width;
        ref double to = ref MemoryMarshal.GetReference(products.Slice((row * width) + column, ((TileRows - 1) * width) + (TileVectors * (int)one)));
        ref double weights = ref MemoryMarshal.GetReference(a[row..]);
        ref double from = ref MemoryMarshal.GetReference(b[column..]);
        Vector<double> a0 = Vector.LoadUnsafe(ref to), a1 = Vector.LoadUnsafe(ref to, one);
        Vector<double> b0 = Vector.LoadUnsafe(ref to, line), b1 = Vector.LoadUnsafe(ref to, line + one);
        Vector<double> c0 = Vector.LoadUnsafe(ref to, 2 * line), c1 = Vector.LoadUnsafe(ref to, (2 * line) + one);
        Vector<double> d0 = Vector.LoadUnsafe(ref to, 3 * line), d1 = Vector.LoadUnsafe(ref to, (3 * line) + one);
        nuint end = (nuint)a.Length;
        for (nuint at = 0; at < end; at += line)
        {
            Vector<double> x0 = Vector.LoadUnsafe(ref from, at), x1 = Vector.LoadUnsafe(ref from, at + one);
            ref double w = ref Unsafe.Add(ref weights, at);
            Vector<double> weight = new(w);
            a0 = Vector.FusedMultiplyAdd(x0, weight, a0);
            a1 = Vector.FusedMultiplyAdd(x1, weight, a1);
            weight = new(Unsafe.Add(ref w, 1));
            b0 = Vector.FusedMultiplyAdd(x0, weight, b0);
            b1 = Vector.FusedMultiplyAdd(x1, weight, b1);
            weight = new(Unsafe.Add(ref w, 2));
            c0 = Vector.FusedMultiplyAdd(x0, weight, c0);
            c1 = Vector.FusedMultiplyAdd(x1, weight, c1);
            weight = new(Unsafe.Add(ref w, 3));
            d0 = Vector.FusedMultiplyAdd(x0, weight, d0);
            d1 = Vector.FusedMultiplyAdd(x1, weight, d1);
        }

        a0.StoreUnsafe(ref to);
        a1.StoreUnsafe(ref to, one);
        b0.StoreUnsafe(ref to, line);
        b1.StoreUnsafe(ref to, line + one);
        c0.StoreUnsafe(ref to, 2 * line);
        c1.StoreUnsafe(ref to, (2 * line) + one);
        d0.StoreUnsafe(ref to, 3 * line);
        d1.StoreUnsafe(ref to, (3 * line) + one);
    }

    private static void Widen(ReadOnlySpan<float> values, Span<double> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = values[i];
        }
    }
}
