using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tandem.Retrieval.Kernels;

/// <summary>
/// AVX2: codes are widened to 16 bits and multiplied by 16-bit query values (vpmaddwd). Two products of at most 255 · 32767 fit an integer, so
/// nothing saturates, as the 8-bit vpmaddubsw would.
/// </summary>
internal readonly unsafe struct Avx2CodeKernel : ICodeKernel
{
    private const int GroupBytes = 64;

    // Interleaving with zeros widens rows 0, 1, 4, 5 of a half block into one vector and rows 2, 3, 6, 7 into the other, each row as two
    // lanes of two products; the horizontal addition at the end joins the lanes and restores the order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16(byte* block, int groups, EncodedQuery query, int* dots)
    {
        long* values = (long*)query.Shorts;
        Vector256<int> a = default, b = default, c = default, d = default;
        for (int group = 0; group < groups; group++)
        {
            Vector256<byte> lower = Vector256.Load(block + (long)group * GroupBytes);
            Vector256<byte> upper = Vector256.Load(block + (long)group * GroupBytes + 32);
            Vector256<short> q = Vector256.Create(values[group]).AsInt16();
            a += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(lower, default).AsInt16(), q);
            b += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(lower, default).AsInt16(), q);
            c += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(upper, default).AsInt16(), q);
            d += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(upper, default).AsInt16(), q);
        }

        Avx2.HorizontalAdd(a, b).Store(dots);
        Avx2.HorizontalAdd(c, d).Store(dots + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16Narrow(byte* block, int groups, EncodedQuery query, int* dots) => Dot16(block, groups, query, dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16x4(byte* block, int groups, EncodedQuery* queries, int* dots)
    {
        for (int pair = 0; pair < 4; pair += 2)
        {
            Dot16x2(block, groups, queries[pair], queries[pair + 1], dots + 16 * pair);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dot16x2(byte* block, int groups, EncodedQuery first, EncodedQuery second, int* dots)
    {
        long* values0 = (long*)first.Shorts;
        long* values1 = (long*)second.Shorts;
        Vector256<int> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector256<int> a1 = default, b1 = default, c1 = default, d1 = default;
        for (int group = 0; group < groups; group++)
        {
            Vector256<byte> lower = Vector256.Load(block + (long)group * GroupBytes);
            Vector256<byte> upper = Vector256.Load(block + (long)group * GroupBytes + 32);
            Vector256<short> q0 = Vector256.Create(values0[group]).AsInt16();
            Vector256<short> q1 = Vector256.Create(values1[group]).AsInt16();
            Vector256<short> rows = Avx2.UnpackLow(lower, default).AsInt16();
            a0 += Avx2.MultiplyAddAdjacent(rows, q0);
            a1 += Avx2.MultiplyAddAdjacent(rows, q1);
            rows = Avx2.UnpackHigh(lower, default).AsInt16();
            b0 += Avx2.MultiplyAddAdjacent(rows, q0);
            b1 += Avx2.MultiplyAddAdjacent(rows, q1);
            rows = Avx2.UnpackLow(upper, default).AsInt16();
            c0 += Avx2.MultiplyAddAdjacent(rows, q0);
            c1 += Avx2.MultiplyAddAdjacent(rows, q1);
            rows = Avx2.UnpackHigh(upper, default).AsInt16();
            d0 += Avx2.MultiplyAddAdjacent(rows, q0);
            d1 += Avx2.MultiplyAddAdjacent(rows, q1);
        }

        Avx2.HorizontalAdd(a0, b0).Store(dots);
        Avx2.HorizontalAdd(c0, d0).Store(dots + 8);
        Avx2.HorizontalAdd(a1, b1).Store(dots + 16);
        Avx2.HorizontalAdd(c1, d1).Store(dots + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Rows(byte* row0, byte* row1, byte* row2, byte* row3, int stride, EncodedQuery query)
    {
        Vector256<int> a = default, b = default, c = default, d = default;
        for (int i = 0; i < stride; i += Vector256<short>.Count)
        {
            Vector256<short> q = Vector256.Load(query.Shorts + i);
            a += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(row0 + i), q);
            b += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(row1 + i), q);
            c += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(row2 + i), q);
            d += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(row3 + i), q);
        }

        return HorizontalSum.Of(a, b, c, d);
    }
}
