using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows as vectors of 8 floats, two sums for each row.</summary>
internal readonly struct RowKernel256 : IRowKernel
{
    public static Vector128<float> Dot4(
        ref float query, ref float row0, ref float row1, ref float row2, ref float row3, int stride)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint i = 0; i + 2 * 8 <= (nuint)stride; i += 2 * 8)
        {
            Vector256<float> q = Vector256.LoadUnsafe(ref query, i);
            a0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row0, i), q, a0);
            a1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row1, i), q, a1);
            a2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row2, i), q, a2);
            a3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row3, i), q, a3);
            q = Vector256.LoadUnsafe(ref query, i + 8);
            b0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row0, i + 8), q, b0);
            b1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row1, i + 8), q, b1);
            b2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row2, i + 8), q, b2);
            b3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref row3, i + 8), q, b3);
        }

        return HorizontalSum.Of(a0 + b0, a1 + b1, a2 + b2, a3 + b3);
    }
}
