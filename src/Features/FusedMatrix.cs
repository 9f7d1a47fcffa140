using Tandem.Domain;

namespace Tandem.Features;

/// <summary>The fused vectors of many items, with the schema that they were made by.</summary>
public sealed class FusedMatrix
{
    private FusedMatrix(FeatureSchema schema, float[] values)
    {
        Schema = schema;
        Values = values;
    }

    /// <summary>The schema of every row.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Row-major [items, <see cref="FeatureSchema.Dimension"/>].</summary>
    public float[] Values { get; }

    /// <summary>Rows.</summary>
    public int Count => Schema.Dimension == 0 ? 0 : Values.Length / Schema.Dimension;

    /// <summary>The fused vector of one item.</summary>
    public ReadOnlySpan<float> Row(int item) => Values.AsSpan(item * Schema.Dimension, Schema.Dimension);

    /// <summary>Fuses all items on all processors; the result does not depend on how many there are.</summary>
    /// <exception cref="TandemException">As <see cref="FittedFeatures.Fuse"/>, of the first item that is at fault.</exception>
    public static FusedMatrix FuseAll(
        FittedFeatures features, IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, CancellationToken cancellation = default)
    {
        if (counts.Count != items.Count)
        {
            throw new ArgumentException($"There are {items.Count} items and {counts.Count} counts; they must be parallel.", nameof(counts));
        }

        int dimension = features.Schema.Dimension;
        float[] values = new float[(long)items.Count * dimension];
        try
        {
            WorkThreads.For(items.Count, i => features.Fuse(items[i], counts[i], values.AsSpan(i * dimension, dimension)), cancellation);
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TandemException>().Any())
        {
            throw several.InnerExceptions.OfType<TandemException>().First();
        }

        return new FusedMatrix(features.Schema, values);
    }
}
