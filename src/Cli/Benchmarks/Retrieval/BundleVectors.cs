using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>The vectors of a trained bundle: what the towers give for recommendations, and the fused ones that say what is similar.</summary>
internal static class BundleVectors
{
    private const int QueryCount = 320;
    private const int MinItems = 2 * QueryCount;

    /// <summary>Every so many-th item is a query and left out of the vectors.</summary>
    /// <exception cref="TandemException">The bundle has no vectors, or too few.</exception>
    public static IReadOnlyList<VectorSet> Read(string folder)
    {
        ModelParts parts = ServingModel.Load(BundleFolder.Open(folder)).Parts;
        int items = parts.Items.Count;
        if (items < MinItems || parts is { ItemVectors: null, Fused: null })
        {
            throw new TandemException($"The bundle at {folder} has {items} items{(parts.Fused is null ? " without vectors" : "")}; give one with vectors of at least {MinItems}.");
        }

        List<VectorSet> sets = [];
        if (parts is { Towers: { } towers, ItemVectors: { } vectors })
        {
            sets.Add(Split("item vectors", vectors, towers.Shape.Embedding, items));
        }

        if (parts is { Features: { } features, Fused: { } fused })
        {
            sets.Add(Split("fused vectors", fused, features.Schema.Dimension, items));
        }

        return sets;
    }

    private static VectorSet Split(string name, float[] all, int dimension, int items)
    {
        int step = items / QueryCount;
        List<float> vectors = new(all.Length);
        List<float> queries = [];
        for (int item = 0; item < items; item++)
        {
            bool isQuery = item % step == step / 2 && queries.Count < QueryCount * dimension;
            (isQuery ? queries : vectors).AddRange(all.AsSpan(item * dimension, dimension));
        }

        return new VectorSet($"{name}, {vectors.Count / dimension} x {dimension}", dimension, [.. vectors], [.. queries]);
    }
}
