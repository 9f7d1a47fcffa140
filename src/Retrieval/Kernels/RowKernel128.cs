using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows as vectors of 4 floats, two sums for each row.</summary>
internal readonly struct RowKernel128 : IRowKernel
{
    public static Vector128<float> Dot4(
        ref float query, ref float row0, ref float row1, ref float row2, ref float row3, int stride)
    {
        Vector128<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector128<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint i = 0; i + 2 * 4 <= (nuint)stride; i += 2 * 4)
        {
            Vector128<float> q = Vector128.LoadUnsafe(ref query, i);
            a0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row0, i), q, a0);
            a1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row1, i), q, a1);
            a2 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row2, i), q, a2);
            a3 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row3, i), q, a3);
            q = Vector128.LoadUnsafe(ref query, i + 4);
            b0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row0, i + 4), q, b0);
            b1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row1, i + 4), q, b1);
            b2 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row2, i + 4), q, b2);
            b3 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row3, i + 4), q, b3);
        }

        return HorizontalSum.Of(a0 + b0, a1 + b1, a2 + b2, a3 + b3);
    }
}
