using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows of half-precision values, one at a time.</summary>
internal readonly unsafe struct HalfPrecisionRowsScalar : IRowFormat
{
    public static int ValueBytes => sizeof(ushort);

    public static Vector128<float> Dot4(float* query, byte* row0, byte* row1, byte* row2, byte* row3, int stride) =>
        Vector128.Create(
            Dot(query, (Half*)row0, stride), Dot(query, (Half*)row1, stride), Dot(query, (Half*)row2, stride), Dot(query, (Half*)row3, stride));

    private static float Dot(float* query, Half* row, int stride)
    {
        float sum = 0;
        for (int i = 0; i < stride; i++)
        {
            sum += query[i] * (float)row[i];
        }

        return sum;
    }
}
