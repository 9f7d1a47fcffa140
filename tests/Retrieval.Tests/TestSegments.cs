namespace Tandem.Retrieval.Tests;

/// <summary>Segments and filters of tests.</summary>
internal static class TestSegments
{
    public static MatrixSource Source(float[][] vectors, int dimension) => new(vectors.SelectMany(vector => vector).ToArray(), dimension);

    /// <summary>The truth about the vectors as they are stored: normalised or rounded.</summary>
    public static NaiveIndex Naive(IVectorSegment segment)
    {
        float[][] stored = new float[segment.Count][];
        for (int slot = 0; slot < stored.Length; slot++)
        {
            segment.CopyVector(slot, stored[slot] = new float[segment.Dimension]);
        }

        return new NaiveIndex(stored);
    }

    /// <summary>The query that the segment multiplies with.</summary>
    public static float[] Effective(IVectorSegment segment, float[] query)
    {
        double norm = Math.Sqrt(query.Sum(value => (double)value * value));
        return segment.Similarity == Similarity.Cosine && norm > 0 ? [.. query.Select(value => (float)(value * (1 / norm)))] : query;
    }

    /// <summary>A filter as one bitmap of what passes.</summary>
    public static ulong[] Passing(ulong[] allowed, ulong[] excluded, int count)
    {
        SlotBitmap passing = new(count);
        for (int slot = 0; slot < count; slot++)
        {
            if ((allowed.Length == 0 || Has(allowed, slot)) && !Has(excluded, slot))
            {
                passing.Add(slot);
            }
        }

        return passing.Words.ToArray();
    }

    private static bool Has(ulong[] words, int slot) => slot / 64 < words.Length && (words[slot / 64] >> (slot % 64) & 1) != 0;
}
