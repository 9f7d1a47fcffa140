namespace Tandem.Retrieval.Segments;

/// <summary>Scaling to length 1.</summary>
internal static class UnitLength
{
    /// <summary>Divides by the Euclidean norm, in double precision so that no square overflows or vanishes; zero vectors stay.</summary>
    public static void Normalize(Span<float> vector)
    {
        double sum = 0;
        foreach (float value in vector)
        {
            sum += (double)value * value;
        }

        if (sum == 0)
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
