namespace Tandem.Towers.Tests;

/// <summary>Seeded weights of the size that training gives.</summary>
internal static class TestWeights
{
    public static readonly TowerShape OddShape = new()
    {
        Fused = 37,
        ItemHidden = 29,
        Embedding = 13,
        EventFeatures = 5,
        GruHidden = 23,
    };

    public static TowerWeights Create(TowerShape shape, int items, int seed)
    {
        Random random = new(seed);
        Dictionary<string, float[]> tensors = [];
        foreach ((string name, int[] dimensions) in TowerWeights.Layout(shape, items))
        {
            int count = dimensions.Aggregate(1, (product, dimension) => product * dimension);
            float scale = 1 / MathF.Sqrt(dimensions[^1]);
            tensors[name] = Vector(random, count, scale);
        }

        return TowerWeights.FromTensors(shape, items, tensors);
    }

    public static float[] Vector(Random random, int length, float scale = 1)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = scale * (float)(2 * random.NextDouble() - 1);
        }

        return values;
    }

    public static byte[] Save(TowerWeights weights)
    {
        using MemoryStream stream = new();
        weights.Save(stream);
        return stream.ToArray();
    }
}
