using Tandem.Features.Categories;
using Tandem.Features.Numerics;

namespace Tandem.Features.Inspection;

/// <summary>How far two items are apart in one block, or in the whole vector.</summary>
internal sealed record BlockDistance(string Block, int Offset, int Length)
{
    private delegate double Measure(ReadOnlySpan<float> a, ReadOnlySpan<float> b);

    private readonly Measure _measure = Block switch
    {
        FeatureSchema.CategoryBlock => PoincareEmbedding.Distance,
        FeatureSchema.PopularityBlock => Euclidean,
        _ => Cosine,
    };

    /// <summary>The blocks that the schema has, and at last the whole vector.</summary>
    public static BlockDistance[] Of(FeatureSchema schema) =>
        [.. schema.Blocks().Select(block => new BlockDistance(block.Name, block.Offset, block.Length)), new("all", 0, schema.Dimension)];

    /// <summary>What the distance in a block is, for people.</summary>
    public static string MeasureOf(string block) => block switch
    {
        FeatureSchema.CategoryBlock => "hyperbolic distance",
        FeatureSchema.PopularityBlock => "Euclidean distance",
        _ => "1 - cosine",
    };

    /// <summary>Positive infinity where one of the two has nothing to say.</summary>
    public double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<float> x = a.Slice(Offset, Length), y = b.Slice(Offset, Length);
        return x.ContainsAnyExcept(0) && y.ContainsAnyExcept(0) ? _measure(x, y) : double.PositiveInfinity;
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        Math.Max(0, 1 - (Kernels.Dot(a, b) / Math.Sqrt(Kernels.SquaredNorm(a) * Kernels.SquaredNorm(b))));

    private static double Euclidean(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)a[i] - b[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
