using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>Vectors out of an index.</summary>
internal static class VectorReading
{
    /// <summary>[Dimension], a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slot holds no vector.</exception>
    public static float[] VectorOf(this IVectorSource source, int slot)
    {
        float[] vector = new float[source.Dimension];
        source.CopyVector(slot, vector);
        return vector;
    }
}
