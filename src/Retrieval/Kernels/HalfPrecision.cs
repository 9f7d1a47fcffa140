using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>
/// Half-precision to single, exactly, for finite values: the 15 bits of exponent and fraction become those of a float that is 2¹¹² times too
/// small, also for subnormal values; one product corrects it.
/// </summary>
internal static class HalfPrecision
{
    private const uint Magnitude = 0x7FFF;
    private const uint Sign = 0x8000;
    private const int FractionShift = 13;
    private const int SignShift = 16;
    private const float ExponentCorrection = 5.192296858534828e33f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector256<ushort> values)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(values);
        Vector512<uint> bits = Vector512.Create(lower, upper);
        Vector512<float> magnitude = ((bits & Vector512.Create(Magnitude)) << FractionShift).AsSingle() * Vector512.Create(ExponentCorrection);
        return magnitude | ((bits & Vector512.Create(Sign)) << SignShift).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector128<ushort> values)
    {
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(values);
        Vector256<uint> bits = Vector256.Create(lower, upper);
        Vector256<float> magnitude = ((bits & Vector256.Create(Magnitude)) << FractionShift).AsSingle() * Vector256.Create(ExponentCorrection);
        return magnitude | ((bits & Vector256.Create(Sign)) << SignShift).AsSingle();
    }
}
