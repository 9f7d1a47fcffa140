using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Features.Numerics;

/// <summary>
/// A tall dense product, tile by tile. Every element of the result is the same sequence of fused multiply-adds, k ascending,
/// whatever the tiles, the vector width of the processor and the number of threads.
/// </summary>
internal static class BlockProduct
{
    /// <summary>Rows of a piece of work.</summary>
    private const int BandRows = 64;

    /// <summary>Rows of <c>q</c> that stay in the second-level cache while a band passes over them.</summary>
    private const int DepthRows = 256;

    private const int TileRows = 4;
    private const int TileVectors = 3;

    /// <summary>y = g·q, with g row-major [rows, depth], q [depth, width] and y [rows, width].</summary>
    public static void Multiply(float[] g, float[] q, float[] y, int depth, int width, ParallelOptions parallel)
    {
        int rows = width == 0 ? 0 : y.Length / width;
        Array.Clear(y);
        Parallel.For(0, (rows + BandRows - 1) / BandRows, parallel, band =>
        {
            int first = band * BandRows;
            int end = Math.Min(rows, first + BandRows);
            Add(g.AsSpan(first * depth, (end - first) * depth), q, y.AsSpan(first * width, (end - first) * width), depth, width);
        });
    }

    /// <summary>y += g·q on the calling thread.</summary>
    public static void Add(ReadOnlySpan<float> g, ReadOnlySpan<float> q, Span<float> y, int depth, int width)
    {
        int rows = y.Length / width;
        for (int k = 0; k < depth; k += DepthRows)
        {
            int count = Math.Min(DepthRows, depth - k);
            ReadOnlySpan<float> slice = q.Slice(k * width, count * width);
            int row = 0;
            for (; row <= rows - TileRows; row += TileRows)
            {
                AddRows(g.Slice((row * depth) + k, ((TileRows - 1) * depth) + count), slice, y.Slice(row * width, TileRows * width), depth, width);
            }

            for (; row < rows; row++)
            {
                Kernels.AddWeightedRows(y.Slice(row * width, width), g.Slice((row * depth) + k, count), slice);
            }
        }
    }

    /// <summary>Four rows of y, in tiles whose sums stay in registers; what is left of the width row by row.</summary>
    private static void AddRows(ReadOnlySpan<float> g, ReadOnlySpan<float> q, Span<float> y, int depth, int width)
    {
        int tile = TileVectors * Vector<float>.Count;
        int column = 0;
        for (; column <= width - tile; column += tile)
        {
            AddTile(g, q, y, depth, width, column);
        }

        if (column < width)
        {
            int count = q.Length / width;
            for (int row = 0; row < TileRows; row++)
            {
                Span<float> rest = y.Slice((row * width) + column, width - column);
                for (int k = 0; k < count; k++)
                {
                    Kernels.AddScaled(rest, q.Slice((k * width) + column, rest.Length), g[(row * depth) + k]);
                }
            }
        }
    }

    // Written out, because the compiler keeps twelve sums in registers only so.
    private static void AddTile(ReadOnlySpan<float> g, ReadOnlySpan<float> q, Span<float> y, int depth, int width, int column)
    {
        nuint one = (nuint)Vector<float>.Count, two = 2 * one, line = (nuint)width;
        ref float yRef = ref y[column];
        ref float gRef = ref MemoryMarshal.GetReference(g);
        ref float g1 = ref MemoryMarshal.GetReference(g[depth..]);
        ref float g2 = ref MemoryMarshal.GetReference(g[(2 * depth)..]);
        ref float g3 = ref MemoryMarshal.GetReference(g[(3 * depth)..]);
        ref float qRef = ref MemoryMarshal.GetReference(q[column..]);
        Vector<float> a0 = Vector.LoadUnsafe(ref yRef), a1 = Vector.LoadUnsafe(ref yRef, one), a2 = Vector.LoadUnsafe(ref yRef, two);
        Vector<float> b0 = Vector.LoadUnsafe(ref yRef, line), b1 = Vector.LoadUnsafe(ref yRef, line + one), b2 = Vector.LoadUnsafe(ref yRef, line + two);
        Vector<float> c0 = Vector.LoadUnsafe(ref yRef, 2 * line), c1 = Vector.LoadUnsafe(ref yRef, (2 * line) + one), c2 = Vector.LoadUnsafe(ref yRef, (2 * line) + two);
        Vector<float> d0 = Vector.LoadUnsafe(ref yRef, 3 * line), d1 = Vector.LoadUnsafe(ref yRef, (3 * line) + one), d2 = Vector.LoadUnsafe(ref yRef, (3 * line) + two);
        nuint count = (nuint)(q.Length / width), at = 0;
        for (nuint k = 0; k < count; k++, at += line)
        {
            Vector<float> q0 = Vector.LoadUnsafe(ref qRef, at), q1 = Vector.LoadUnsafe(ref qRef, at + one), q2 = Vector.LoadUnsafe(ref qRef, at + two);
            Vector<float> w = new(Unsafe.Add(ref gRef, k));
            a0 = Vector.FusedMultiplyAdd(q0, w, a0);
            a1 = Vector.FusedMultiplyAdd(q1, w, a1);
            a2 = Vector.FusedMultiplyAdd(q2, w, a2);
            w = new(Unsafe.Add(ref g1, k));
            b0 = Vector.FusedMultiplyAdd(q0, w, b0);
            b1 = Vector.FusedMultiplyAdd(q1, w, b1);
            b2 = Vector.FusedMultiplyAdd(q2, w, b2);
            w = new(Unsafe.Add(ref g2, k));
            c0 = Vector.FusedMultiplyAdd(q0, w, c0);
            c1 = Vector.FusedMultiplyAdd(q1, w, c1);
            c2 = Vector.FusedMultiplyAdd(q2, w, c2);
            w = new(Unsafe.Add(ref g3, k));
            d0 = Vector.FusedMultiplyAdd(q0, w, d0);
            d1 = Vector.FusedMultiplyAdd(q1, w, d1);
            d2 = Vector.FusedMultiplyAdd(q2, w, d2);
        }

        a0.StoreUnsafe(ref yRef);
        a1.StoreUnsafe(ref yRef, one);
        a2.StoreUnsafe(ref yRef, two);
        b0.StoreUnsafe(ref yRef, line);
        b1.StoreUnsafe(ref yRef, line + one);
        b2.StoreUnsafe(ref yRef, line + two);
        c0.StoreUnsafe(ref yRef, 2 * line);
        c1.StoreUnsafe(ref yRef, (2 * line) + one);
        c2.StoreUnsafe(ref yRef, (2 * line) + two);
        d0.StoreUnsafe(ref yRef, 3 * line);
        d1.StoreUnsafe(ref yRef, (3 * line) + one);
        d2.StoreUnsafe(ref yRef, (3 * line) + two);
    }
}
