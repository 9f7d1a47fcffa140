using System.Numerics;

namespace Tandem.Towers.Kernels;

/// <summary>Scaling to unit length.</summary>
internal static class Normalisation
{
    /// <summary>The least norm that is divided by, as in PyTorch's <c>normalize</c>: zeros stay zeros.</summary>
    public const float Epsilon = 1e-12f;

    /// <summary>In place: x / max(‖x‖₂, <see cref="Epsilon"/>).</summary>
    public static void ToUnitLength(Span<float> values)
    {
        int i = 0;
        Vector<float> squares = default;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            Vector<float> part = new(values[i..]);
            squares += part * part;
        }

        float sum = Vector.Sum(squares);
        for (; i < values.Length; i++)
        {
            sum += values[i] * values[i];
        }

        float norm = MathF.Max(MathF.Sqrt(sum), Epsilon);
        Vector<float> divisor = new(norm);
        for (i = 0; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(values[i..]) / divisor).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] /= norm;
        }
    }
}
