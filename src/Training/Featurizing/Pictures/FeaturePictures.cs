using Tandem.Domain;
using Tandem.Features;

namespace Tandem.Training.Featurizing.Pictures;

/// <summary>What the report of a build draws beside the fit's own curves, from a seeded sample of the items.</summary>
/// <param name="SampledItems">Items whose vectors were looked at.</param>
/// <param name="Blocks">The blocks in their order.</param>
/// <param name="Groups">Names of the branches of the category tree that have most items, which the pictures colour.</param>
/// <param name="Map">Items laid out by <see cref="NeighbourLayout"/>.</param>
/// <param name="Tree">Categories in the Poincaré disk, parents before their children; empty without a tree.</param>
internal sealed record FeaturePictures(
    int SampledItems,
    IReadOnlyList<BlockPicture> Blocks,
    IReadOnlyList<string> Groups,
    IReadOnlyList<MapItem> Map,
    IReadOnlyList<DiskCategory> Tree)
{
    /// <summary>Items on the map, at most.</summary>
    private const int MaxMap = 600;

    public static FeaturePictures Of(
        FeatureSchema schema, PictureSample sample, IReadOnlyList<Category> categories, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        const string Stage = "Drawing the report";
        progress?.Report(new ProgressReport(Stage, 0, 1));
        (ItemDescription Item, float[] Vector)[] kept = sample.Kept;
        float[] fused = [.. kept.SelectMany(static pair => pair.Vector)];
        var branches = new CategoryBranches(categories, [.. kept.Select(static pair => pair.Item)]);

        // Small shops keep their items in their order, which may be by category: the map takes them evenly spread.
        int[] mapped = [.. Enumerable.Range(0, Math.Min(MaxMap, kept.Length)).Select(i => (int)((long)i * kept.Length / Math.Min(MaxMap, kept.Length)))];
        double[] plane = NeighbourLayout.Of([.. mapped.SelectMany(place => kept[place].Vector)], schema.Dimension, cancellation);
        progress?.Report(new ProgressReport(Stage, 1, 1));
        return new FeaturePictures(
            kept.Length,
            [.. schema.Blocks().Select(block => BlockPicture.Of(block, fused, schema.Dimension))],
            branches.Names,
            [
                .. mapped.Select((place, i) => new MapItem(
                    plane[2 * i], plane[(2 * i) + 1], branches.Of(kept[place].Item.CategoryId), kept[place].Item.Name ?? kept[place].Item.ItemId)),
            ],
            CategoryDisk.Of(categories, branches));
    }
}

/// <summary>One item on the map.</summary>
/// <param name="Group">Index into <see cref="FeaturePictures.Groups"/>; negative for none of them.</param>
internal readonly record struct MapItem(double X, double Y, int Group, string Name);

/// <summary>One category in the disk.</summary>
/// <param name="Parent">Index of the parent in the same list; negative for a root.</param>
/// <param name="Group">Index into <see cref="FeaturePictures.Groups"/>; negative for none of them.</param>
/// <param name="Depth">0 for a root.</param>
internal readonly record struct DiskCategory(double X, double Y, int Parent, int Group, string Name, int Depth);
