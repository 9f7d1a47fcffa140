using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tandem.Retrieval.Kernels;

/// <summary>
/// AVX-VNNI: a lane is a row, and one instruction adds the products of 4 dimensions to 8 rows without saturation (vpdpbusd). .NET 10 has it
/// for 256 bits only, also on processors that have it for 512.
/// </summary>
internal readonly unsafe struct VnniCodeKernel : ICodeKernel
{
    private const int GroupBytes = 64;

    // The two halves of the query go through separate sums, and neighbouring groups too: eight chains hide the latency.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16(byte* block, int groups, EncodedQuery query, int* dots)
    {
        int* high = query.HighGroups;
        int* low = query.LowGroups;
        Vector256<int> h0 = default, h1 = default, h2 = default, h3 = default;
        Vector256<int> l0 = default, l1 = default, l2 = default, l3 = default;
        int group = 0;
        for (; group + 2 <= groups; group += 2)
        {
            byte* codes = block + (long)group * GroupBytes;
            Vector256<byte> rows0 = Vector256.Load(codes);
            Vector256<byte> rows1 = Vector256.Load(codes + 32);
            Vector256<byte> rows2 = Vector256.Load(codes + 64);
            Vector256<byte> rows3 = Vector256.Load(codes + 96);
            Vector256<sbyte> even = Vector256.Create(high[group]).AsSByte();
            Vector256<sbyte> odd = Vector256.Create(high[group + 1]).AsSByte();
            h0 = AvxVnni.MultiplyWideningAndAdd(h0, rows0, even);
            h1 = AvxVnni.MultiplyWideningAndAdd(h1, rows1, even);
            h2 = AvxVnni.MultiplyWideningAndAdd(h2, rows2, odd);
            h3 = AvxVnni.MultiplyWideningAndAdd(h3, rows3, odd);
            even = Vector256.Create(low[group]).AsSByte();
            odd = Vector256.Create(low[group + 1]).AsSByte();
            l0 = AvxVnni.MultiplyWideningAndAdd(l0, rows0, even);
            l1 = AvxVnni.MultiplyWideningAndAdd(l1, rows1, even);
            l2 = AvxVnni.MultiplyWideningAndAdd(l2, rows2, odd);
            l3 = AvxVnni.MultiplyWideningAndAdd(l3, rows3, odd);
        }

        if (group < groups)
        {
            byte* codes = block + (long)group * GroupBytes;
            Vector256<sbyte> q = Vector256.Create(high[group]).AsSByte();
            h0 = AvxVnni.MultiplyWideningAndAdd(h0, Vector256.Load(codes), q);
            h1 = AvxVnni.MultiplyWideningAndAdd(h1, Vector256.Load(codes + 32), q);
            q = Vector256.Create(low[group]).AsSByte();
            l0 = AvxVnni.MultiplyWideningAndAdd(l0, Vector256.Load(codes), q);
            l1 = AvxVnni.MultiplyWideningAndAdd(l1, Vector256.Load(codes + 32), q);
        }

        (((h0 + h2) << 8) + (l0 + l2)).Store(dots);
        (((h1 + h3) << 8) + (l1 + l3)).Store(dots + 8);
    }

    // Half of the products of a wide query. Consecutive blocks do not depend on one another, so four chains suffice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16Narrow(byte* block, int groups, EncodedQuery query, int* dots)
    {
        int* values = query.HighGroups;
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        int group = 0;
        for (; group + 2 <= groups; group += 2)
        {
            byte* codes = block + (long)group * GroupBytes;
            Vector256<sbyte> even = Vector256.Create(values[group]).AsSByte();
            Vector256<sbyte> odd = Vector256.Create(values[group + 1]).AsSByte();
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, Vector256.Load(codes), even);
            a1 = AvxVnni.MultiplyWideningAndAdd(a1, Vector256.Load(codes + 32), even);
            a2 = AvxVnni.MultiplyWideningAndAdd(a2, Vector256.Load(codes + 64), odd);
            a3 = AvxVnni.MultiplyWideningAndAdd(a3, Vector256.Load(codes + 96), odd);
        }

        if (group < groups)
        {
            byte* codes = block + (long)group * GroupBytes;
            Vector256<sbyte> last = Vector256.Create(values[group]).AsSByte();
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, Vector256.Load(codes), last);
            a1 = AvxVnni.MultiplyWideningAndAdd(a1, Vector256.Load(codes + 32), last);
        }

        (a0 + a2).Store(dots);
        (a1 + a3).Store(dots + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot16x4(byte* block, int groups, EncodedQuery* queries, int* dots)
    {
        int* q0 = queries[0].HighGroups;
        int* q1 = queries[1].HighGroups;
        int* q2 = queries[2].HighGroups;
        int* q3 = queries[3].HighGroups;
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int group = 0; group < groups; group++)
        {
            Vector256<byte> lower = Vector256.Load(block + (long)group * GroupBytes);
            Vector256<byte> upper = Vector256.Load(block + (long)group * GroupBytes + 32);
            Vector256<sbyte> q = Vector256.Create(q0[group]).AsSByte();
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, lower, q);
            b0 = AvxVnni.MultiplyWideningAndAdd(b0, upper, q);
            q = Vector256.Create(q1[group]).AsSByte();
            a1 = AvxVnni.MultiplyWideningAndAdd(a1, lower, q);
            b1 = AvxVnni.MultiplyWideningAndAdd(b1, upper, q);
            q = Vector256.Create(q2[group]).AsSByte();
            a2 = AvxVnni.MultiplyWideningAndAdd(a2, lower, q);
            b2 = AvxVnni.MultiplyWideningAndAdd(b2, upper, q);
            q = Vector256.Create(q3[group]).AsSByte();
            a3 = AvxVnni.MultiplyWideningAndAdd(a3, lower, q);
            b3 = AvxVnni.MultiplyWideningAndAdd(b3, upper, q);
        }

        a0.Store(dots);
        b0.Store(dots + 8);
        a1.Store(dots + 16);
        b1.Store(dots + 24);
        a2.Store(dots + 32);
        b2.Store(dots + 40);
        a3.Store(dots + 48);
        b3.Store(dots + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot4Rows(byte* row0, byte* row1, byte* row2, byte* row3, int stride, EncodedQuery query)
    {
        sbyte* values = (sbyte*)query.HighGroups;
        Vector256<int> a = default, b = default, c = default, d = default;
        for (int i = 0; i < stride; i += Vector256<sbyte>.Count)
        {
            Vector256<sbyte> q = Vector256.Load(values + i);
            a = AvxVnni.MultiplyWideningAndAdd(a, Vector256.Load(row0 + i), q);
            b = AvxVnni.MultiplyWideningAndAdd(b, Vector256.Load(row1 + i), q);
            c = AvxVnni.MultiplyWideningAndAdd(c, Vector256.Load(row2 + i), q);
            d = AvxVnni.MultiplyWideningAndAdd(d, Vector256.Load(row3 + i), q);
        }

        return HorizontalSum.Of(a, b, c, d);
    }
}
