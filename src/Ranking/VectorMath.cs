using System.Numerics;
using System.Runtime.InteropServices;

namespace Tandem.Ranking;

/// <summary>The few vector operations that ranking needs, over hardware vectors.</summary>
internal static class VectorMath
{
    /// <summary>Σ a · b; both of one length.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"Vectors of {a.Length} and {b.Length} dimensions have no inner product.", nameof(b));
        }

        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary>‖a‖₂</summary>
    public static float Norm(ReadOnlySpan<float> a) => MathF.Sqrt(Dot(a, a));

    /// <summary>Divides all by the greatest, unless nothing is positive.</summary>
    public static void ScaleToMax(Span<float> values)
    {
        Span<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> greatest = Vector<float>.Zero;
        foreach (Vector<float> block in blocks)
        {
            greatest = Vector.Max(greatest, block);
        }

        int rest = blocks.Length * Vector<float>.Count;
        float max = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            max = MathF.Max(max, greatest[lane]);
        }

        foreach (float value in values[rest..])
        {
            max = MathF.Max(max, value);
        }

        if (max <= 0)
        {
            return;
        }

        float factor = 1 / max;
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] *= factor;
        }

        for (int i = rest; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
