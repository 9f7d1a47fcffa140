using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>The fused vectors of a bundle's items with newer counts.</summary>
internal static class RefreshedVectors
{
    /// <summary>
    /// Fuses anew. An item that comes without an image keeps the image block that the bundle has of it, and where texts are vectors, one that comes
    /// without a vector its text block: neither depends on events, and a bundle's own items carry neither.
    /// </summary>
    /// <param name="parts">The bundle; it has features.</param>
    /// <param name="items">The bundle's items in its order.</param>
    /// <param name="counts">Parallel to the items.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Row-major [items, dimension].</returns>
    public static float[] Of(ModelParts parts, IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, CancellationToken cancellation)
    {
        FittedFeatures features = parts.Features!;
        FeatureSchema schema = features.Schema;
        float[] fused = features.FuseAll(items, counts, cancellation);
        int image = schema.Attributes + schema.Popularity + schema.Category;
        for (int row = 0; row < items.Count; row++)
        {
            Keep(items[row].Image is null, (row * schema.Dimension) + image, schema.Image);
            Keep(features.TextFromVectors && items[row].TextVector is null, (row * schema.Dimension) + image + schema.Image, schema.Text);
        }

        return fused;

        void Keep(bool keep, int at, int length)
        {
            if (keep)
            {
                parts.Fused.AsSpan(at, length).CopyTo(fused.AsSpan(at, length));
            }
        }
    }
}
