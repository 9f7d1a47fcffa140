using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows of half-precision values, 8 at a time.</summary>
internal readonly unsafe struct HalfPrecisionRows256 : IRowFormat
{
    public static int ValueBytes => sizeof(ushort);

    public static Vector128<float> Dot4(float* query, byte* row0, byte* row1, byte* row2, byte* row3, int stride)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        for (int i = 0; i < stride; i += 8)
        {
            Vector256<float> q = Vector256.Load(query + i);
            a0 = Vector256.MultiplyAddEstimate(HalfPrecision.Widen(Vector128.Load((ushort*)row0 + i)), q, a0);
            a1 = Vector256.MultiplyAddEstimate(HalfPrecision.Widen(Vector128.Load((ushort*)row1 + i)), q, a1);
            a2 = Vector256.MultiplyAddEstimate(HalfPrecision.Widen(Vector128.Load((ushort*)row2 + i)), q, a2);
            a3 = Vector256.MultiplyAddEstimate(HalfPrecision.Widen(Vector128.Load((ushort*)row3 + i)), q, a3);
        }

        return HorizontalSum.Of(a0, a1, a2, a3);
    }
}
