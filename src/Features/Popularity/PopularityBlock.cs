using Tandem.Domain;
using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>The nine popularity features of an item: those of its product under a <see cref="PopularityModel"/>.</summary>
internal sealed class PopularityBlock
{
    private readonly ModelTotals _totals;

    private PopularityBlock(ModelTotals totals, PopularityModel model)
    {
        _totals = totals;
        Model = model;
    }

    public PopularityModel Model { get; }

    public static (PopularityBlock Block, PopularityReport Report) Fit(
        IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, PopularityOptions options)
    {
        for (int i = 0; i < counts.Count; i++)
        {
            counts[i].Validate($"item '{items[i].ItemId}' (row {i})");
        }

        ModelTotals totals = ModelTotals.Of(items, counts, out IReadOnlyList<ProductCounts> products);
        PopularityModel model = PopularityModel.Fit(products, options, out PopularityReport report);
        return (new PopularityBlock(totals, model), report);
    }

    public void Fuse(ItemDescription item, ItemCounts counts, Span<float> destination)
    {
        if (!destination.IsEmpty)
        {
            Model.Describe(item.CategoryId, _totals.Of(item, counts), destination);
        }
    }

    /// <summary>The counts of the item's product.</summary>
    public ItemCounts ProductOf(ItemDescription item, ItemCounts counts) => _totals.Of(item, counts);

    public void Save(FitWriter writer)
    {
        _totals.Save(writer);
        Model.Save(writer);
    }

    public static PopularityBlock Load(FitReader reader) => new(ModelTotals.Load(reader), PopularityModel.Load(reader));
}
