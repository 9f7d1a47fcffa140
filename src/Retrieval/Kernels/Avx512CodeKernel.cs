using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tandem.Retrieval.Kernels;

/// <summary>AVX-512 BW without VNNI: as <see cref="Avx2CodeKernel"/>, a whole group of 16 rows at a time.</summary>
internal readonly unsafe struct Avx512CodeKernel : ICodeKernel
{
    private const int GroupBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16(byte* block, int groups, EncodedQuery query, int* dots)
    {
        long* values = (long*)query.Shorts;
        Vector512<int> a = default, b = default;
        for (int group = 0; group < groups; group++)
        {
            Vector512<byte> rows = Vector512.Load(block + (long)group * GroupBytes);
            Vector512<short> q = Vector512.Create(values[group]).AsInt16();
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rows, default).AsInt16(), q);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rows, default).AsInt16(), q);
        }

        Store(a, b, dots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16Narrow(byte* block, int groups, EncodedQuery query, int* dots) => Dot16(block, groups, query, dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16x4(byte* block, int groups, EncodedQuery* queries, int* dots)
    {
        long* q0 = (long*)queries[0].Shorts;
        long* q1 = (long*)queries[1].Shorts;
        long* q2 = (long*)queries[2].Shorts;
        long* q3 = (long*)queries[3].Shorts;
        Vector512<int> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<int> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int group = 0; group < groups; group++)
        {
            Vector512<byte> rows = Vector512.Load(block + (long)group * GroupBytes);
            Vector512<short> lower = Avx512BW.UnpackLow(rows, default).AsInt16();
            Vector512<short> upper = Avx512BW.UnpackHigh(rows, default).AsInt16();
            Vector512<short> q = Vector512.Create(q0[group]).AsInt16();
            a0 += Avx512BW.MultiplyAddAdjacent(lower, q);
            b0 += Avx512BW.MultiplyAddAdjacent(upper, q);
            q = Vector512.Create(q1[group]).AsInt16();
            a1 += Avx512BW.MultiplyAddAdjacent(lower, q);
            b1 += Avx512BW.MultiplyAddAdjacent(upper, q);
            q = Vector512.Create(q2[group]).AsInt16();
            a2 += Avx512BW.MultiplyAddAdjacent(lower, q);
            b2 += Avx512BW.MultiplyAddAdjacent(upper, q);
            q = Vector512.Create(q3[group]).AsInt16();
            a3 += Avx512BW.MultiplyAddAdjacent(lower, q);
            b3 += Avx512BW.MultiplyAddAdjacent(upper, q);
        }

        Store(a0, b0, dots);
        Store(a1, b1, dots + 16);
        Store(a2, b2, dots + 32);
        Store(a3, b3, dots + 48);
    }

    // There is no horizontal addition of 512 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> a, Vector512<int> b, int* dots)
    {
        Avx2.HorizontalAdd(a.GetLower(), b.GetLower()).Store(dots);
        Avx2.HorizontalAdd(a.GetUpper(), b.GetUpper()).Store(dots + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Rows(byte* row0, byte* row1, byte* row2, byte* row3, int stride, EncodedQuery query)
    {
        short* values = query.Shorts;
        Vector512<int> a = default, b = default, c = default, d = default;
        for (int i = 0; i < stride; i += Vector512<short>.Count)
        {
            Vector512<short> q = Vector512.Load(values + i);
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row0 + i)), q);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row1 + i)), q);
            c += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row2 + i)), q);
            d += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row3 + i)), q);
        }

        return HorizontalSum.Of(Fold(a), Fold(b), Fold(c), Fold(d));
    }

    private static Vector256<int> Fold(Vector512<int> value) => value.GetLower() + value.GetUpper();
}
