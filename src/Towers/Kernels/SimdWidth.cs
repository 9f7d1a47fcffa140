using System.Runtime.Intrinsics;

namespace Tandem.Towers.Kernels;

/// <summary>Floats per vector: the kernels exist for these widths.</summary>
internal static class SimdWidth
{
    /// <summary>No vectors; the kernels of training only.</summary>
    public const int Scalar = 1;

    public const int V128 = 4;
    public const int V256 = 8;
    public const int V512 = 16;

    /// <summary>The widest that this machine runs in hardware.</summary>
    public static readonly int Best =
        Vector512.IsHardwareAccelerated ? V512 : Vector256.IsHardwareAccelerated ? V256 : V128;

    /// <summary>The smallest multiple of <paramref name="step"/> that is not below <paramref name="count"/>.</summary>
    public static int RoundUp(int count, int step) => checked((count + step - 1) / step * step);
}
