using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>The reference: one product at a time, in the order of the dimensions.</summary>
internal readonly struct ScalarRowKernel : IRowKernel
{
    public static Vector128<float> Dot4(
        ref float query, ref float row0, ref float row1, ref float row2, ref float row3, int stride) =>
        Vector128.Create(Dot(ref query, ref row0, stride), Dot(ref query, ref row1, stride), Dot(ref query, ref row2, stride), Dot(ref query, ref row3, stride));

    private static float Dot(ref float query, ref float row, int stride)
    {
        float sum = 0;
        for (int i = 0; i < stride; i++)
        {
            sum += Unsafe.Add(ref query, i) * Unsafe.Add(ref row, i);
        }

        return sum;
    }
}
