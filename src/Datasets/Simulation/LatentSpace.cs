namespace Tandem.Datasets.Simulation;

/// <summary>
/// The space in which items have a style and users a taste. Of its <see cref="Dimension"/> axes the first
/// <see cref="Visible"/> show in attributes and images; the rest can only be learned from who buys what with what.
/// </summary>
internal static class LatentSpace
{
    public const int Visible = 16;
    public const int Hidden = 6;
    public const int Dimension = Visible + Hidden;

    /// <summary>The square root of <see cref="Dimension"/>: it makes the dot product of two random unit vectors vary with deviation 1.</summary>
    public static readonly double Scale = Math.Sqrt(Dimension);

    /// <summary>A random direction of unit length.</summary>
    public static float[] Direction(ref SeededRandom random, int dimension = Dimension)
    {
        var vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = (float)random.NextNormal();
        }

        Normalise(vector);
        return vector;
    }

    /// <summary>A unit vector near <paramref name="centre"/>: <c>normalise(weight · centre + (1 − weight) · direction)</c>.</summary>
    public static float[] Near(ref SeededRandom random, ReadOnlySpan<float> centre, double weight)
    {
        float[] vector = Direction(ref random, centre.Length);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)((weight * centre[i]) + ((1 - weight) * vector[i]));
        }

        Normalise(vector);
        return vector;
    }

    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    public static void Normalise(Span<float> vector)
    {
        float length = (float)Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] /= length;
        }
    }
}
