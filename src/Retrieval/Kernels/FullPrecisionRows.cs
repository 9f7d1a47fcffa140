using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Rows of floats.</summary>
internal readonly unsafe struct FullPrecisionRows<TKernel> : IRowFormat
    where TKernel : struct, IRowKernel
{
    public static int ValueBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dot4(float* query, byte* row0, byte* row1, byte* row2, byte* row3, int stride) =>
        TKernel.Dot4(ref *query, ref *(float*)row0, ref *(float*)row1, ref *(float*)row2, ref *(float*)row3, stride);
}
