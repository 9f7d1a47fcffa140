namespace Tandem.Retrieval.Segments;

/// <summary>Scaling to length 1.</summary>
internal static class UnitLength
{
    // What rounding its values to floats leaves of a unit vector's squared norm: 1 ± 2⁻²³ and a little.
    private const double Rounding = 1.0 / (1 << 22);

    /// <summary>
    /// Divides by the Euclidean norm, in double precision so that no square overflows or vanishes. Zero vectors stay, and so do
    /// vectors that have length 1 up to rounding: normalising again changes no bit.
    /// </summary>
    public static void Normalize(Span<float> vector)
    {
        double sum = 0;
        foreach (float value in vector)
        {
            sum += (double)value * value;
        }

        if (sum == 0 || Math.Abs(sum - 1) <= Rounding)
        {
            return;
        }

        double scale = 1 / Math.Sqrt(sum);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] * scale);
        }
    }
}
