using Tandem.Domain;
using Tandem.Features.Inspection;
using Tandem.Features.Numerics;

namespace Tandem.Features;

public sealed partial class FittedFeatures
{
    /// <summary>Explains one item's vector: what each block says of it, and its nearest items by each block and in all.</summary>
    /// <param name="item">The item; it need not be one of <paramref name="items"/>.</param>
    /// <param name="counts">The item's own counts, not its product's.</param>
    /// <param name="tree">The categories, for their names.</param>
    /// <param name="items">Where neighbours are looked for.</param>
    /// <param name="itemCounts">Parallel to <paramref name="items"/>.</param>
    /// <param name="neighbours">How many of each kind, 0 or more.</param>
    /// <param name="fusedRow">The vectors of the items, by their places in <paramref name="items"/>; the item's own too if it is one of them; null: they are fused.</param>
    /// <param name="cancellation">Looked at while neighbours are sought.</param>
    public ItemInspection Inspect(
        ItemDescription item,
        ItemCounts counts,
        IReadOnlyList<Category> tree,
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<ItemCounts> itemCounts,
        int neighbours,
        FusedRow? fusedRow = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(neighbours);
        if (itemCounts.Count != items.Count)
        {
            throw new ArgumentException($"There are {items.Count} items and {itemCounts.Count} counts; they must be parallel.", nameof(itemCounts));
        }

        float[] fused = new float[Schema.Dimension];
        int own = fusedRow is null ? -1 : items.Index().Where(pair => pair.Item.ItemId == item.ItemId).Select(static pair => pair.Index).FirstOrDefault(-1);
        if (own >= 0)
        {
            fusedRow!(own, fused);
        }
        else
        {
            Fuse(item, counts, fused);
        }

        IReadOnlyList<ItemNeighbour>[] nearest = NearestItems.Of(
            Schema, item, fused, items, tree, fusedRow ?? ((index, row) => Fuse(items[index], itemCounts[index], row)), neighbours, cancellation);
        BlockInspection[] blocks =
        [
            .. Schema.Blocks().Index().Select(pair =>
            {
                (string name, int offset, int length) = pair.Item;
                ReadOnlySpan<float> block = fused.AsSpan(offset, length);
                return new BlockInspection(
                    name, offset, length, Math.Sqrt(Kernels.SquaredNorm(block)), Says(name, item, counts, tree, block), nearest[pair.Index])
                {
                    Measure = BlockDistance.MeasureOf(name),
                };
            }),
        ];
        return new ItemInspection(item.ItemId, Schema.Hash, Schema.Dimension, blocks, nearest[^1]);
    }

    private IReadOnlyList<string> Says(string block, ItemDescription item, ItemCounts counts, IReadOnlyList<Category> tree, ReadOnlySpan<float> values) => block switch
    {
        FeatureSchema.AttributesBlock => _attributes.Says(item, values),
        FeatureSchema.PopularityBlock => PopularityReading.Of(Popularity, item.CategoryId, _popularity.ProductOf(item, counts)),
        FeatureSchema.CategoryBlock => TreePlace.Of(_categories, item, tree, Schema.Category),
        FeatureSchema.ImageBlock => [item.Image is null ? "no image" : $"an image embedding of {item.Image.Length} values, projected"],
        _ when TextFromVectors => [item.TextVector is null ? "no text vector" : $"a text vector of {item.TextVector.Length} values, projected"],
        _ => TextReading.Of(item, _text.Attributes, known: values.ContainsAnyExcept(0)),
    };
}
