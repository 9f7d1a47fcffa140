using System.Runtime.CompilerServices;

namespace Tandem.Towers.Kernels;

/// <summary>Vectors of one float: the kernels of training on machines without SIMD, and what the other widths are tested against.</summary>
internal readonly struct SimdScalar : ISimd<float>
{
    public static int Width => 1;

    public static float Load(ref float source, int index) => Unsafe.Add(ref source, index);

    public static void Store(float value, ref float destination, int index) =>
        Unsafe.Add(ref destination, index) = value;

    public static float Broadcast(float value) => value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float Divide(float left, float right) => left / right;

    public static float MultiplyAdd(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    public static float Abs(float value) => MathF.Abs(value);

    public static float Sqrt(float value) => MathF.Sqrt(value);

    public static float Max(float left, float right) => MathF.Max(left, right);

    public static float Exp(float value) => MathF.Exp(value);

    public static float Log(float value) => MathF.Log(value);

    public static float SelectLess(float left, float right, float whenLess, float otherwise) => left < right ? whenLess : otherwise;

    public static float Sum(float value) => value;

    public static float Largest(float value) => value;
}
