using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows as vectors of 16 floats, two sums for each row.</summary>
internal readonly struct RowKernel512 : IRowKernel
{
    public static Vector128<float> Dot4(
        ref float query, ref float row0, ref float row1, ref float row2, ref float row3, int stride)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
        nuint i = 0;
        for (; i + 2 * 16 <= (nuint)stride; i += 2 * 16)
        {
            Vector512<float> q = Vector512.LoadUnsafe(ref query, i);
            a0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row0, i), q, a0);
            a1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row1, i), q, a1);
            a2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row2, i), q, a2);
            a3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row3, i), q, a3);
            q = Vector512.LoadUnsafe(ref query, i + 16);
            b0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row0, i + 16), q, b0);
            b1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row1, i + 16), q, b1);
            b2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row2, i + 16), q, b2);
            b3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row3, i + 16), q, b3);
        }

        if (i < (nuint)stride)
        {
            Vector512<float> q = Vector512.LoadUnsafe(ref query, i);
            a0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row0, i), q, a0);
            a1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row1, i), q, a1);
            a2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row2, i), q, a2);
            a3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref row3, i), q, a3);
        }

        return HorizontalSum.Of(a0 + b0, a1 + b1, a2 + b2, a3 + b3);
    }
}
