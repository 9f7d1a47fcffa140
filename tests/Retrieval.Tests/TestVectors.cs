namespace Tandem.Retrieval.Tests;

/// <summary>Kinds of vectors that break careless top-k code.</summary>
internal static class TestVectors
{
    public enum Kind
    {
        Random,
        Zeros,
        FewDistinct,
        Denormal,
        Huge,
        Mixed,
    }

    public static float[] Vector(Random random, int dimension, Kind kind)
    {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            float uniform = (float)(2 * random.NextDouble() - 1);
            values[i] = kind switch
            {
                Kind.Zeros => random.Next(2) == 0 ? 0f : -0f,
                Kind.FewDistinct => random.Next(-1, 2),
                Kind.Denormal => uniform * 1e-40f,
                Kind.Huge => uniform * 1e17f,
                Kind.Mixed => uniform * MathF.Pow(10, random.Next(-20, 15)),
                _ => uniform,
            };
        }

        return values;
    }

    public static float[][] Vectors(Random random, int count, int dimension, Kind kind) =>
        [.. Enumerable.Range(0, count).Select(_ => Vector(random, dimension, kind))];

    public static ulong[] Bitmap(Random random, int slots, double share)
    {
        SlotBitmap bitmap = new(slots);
        for (int slot = 0; slot < slots; slot++)
        {
            if (random.NextDouble() < share)
            {
                bitmap.Add(slot);
            }
        }

        return bitmap.Words.ToArray();
    }
}
