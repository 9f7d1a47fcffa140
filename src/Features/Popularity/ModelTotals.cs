using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Popularity;

/// <summary>
/// Counts summed over the variants of each product, as of the fit. Only products with several variants are stored, by a
/// 64-bit hash of their model id: for the others the item's own counts are the product's.
/// </summary>
internal sealed class ModelTotals
{
    private readonly Dictionary<ulong, ItemCounts> _totals;

    private ModelTotals(Dictionary<ulong, ItemCounts> totals) => _totals = totals;

    /// <summary>
    /// Sums up and also gives the products. A product whose variants disagree on the category has that of the variant with
    /// the smallest id, so the order of the items does not matter.
    /// </summary>
    public static ModelTotals Of(IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, out IReadOnlyList<ProductCounts> products)
    {
        Dictionary<ulong, int> productOf = [];
        List<(ItemDescription First, ItemCounts Totals, int Variants)> groups = [];
        for (int i = 0; i < items.Count; i++)
        {
            ref int group = ref CollectionsMarshal.GetValueRefOrAddDefault(productOf, Key(items[i]), out bool known);
            if (!known)
            {
                group = groups.Count;
                groups.Add((items[i], counts[i], 1));
            }
            else
            {
                (ItemDescription first, ItemCounts totals, int variants) = groups[group];
                first = string.CompareOrdinal(items[i].ItemId, first.ItemId) < 0 ? items[i] : first;
                groups[group] = (first, Sum(totals, counts[i]), variants + 1);
            }
        }

        products = [.. groups.Select(group => new ProductCounts(group.First.CategoryId, group.Totals))];
        return new ModelTotals(productOf.Where(pair => groups[pair.Value].Variants > 1).ToDictionary(pair => pair.Key, pair => groups[pair.Value].Totals));
    }

    /// <summary>
    /// The product's counts: the item's own where it stands alone. For one of several variants the product's as of the
    /// fit, each number raised to the item's own if that has since grown past it.
    /// </summary>
    public ItemCounts Of(ItemDescription item, ItemCounts own) =>
        item.ModelId is not null && _totals.TryGetValue(Key(item), out ItemCounts total)
            ? new ItemCounts(
                Math.Max(total.Weighted, own.Weighted),
                Math.Max(total.Recent, own.Recent),
                Math.Max(total.Delivered, own.Delivered),
                Math.Max(total.Canceled, own.Canceled),
                Math.Max(total.FirstSeenDays, own.FirstSeenDays))
            : own;

    public void Save(FitWriter writer)
    {
        writer.Write(_totals.Count);
        foreach ((ulong key, ItemCounts total) in _totals.OrderBy(pair => pair.Key))
        {
            writer.Write(key);
            writer.Write(total.Weighted);
            writer.Write(total.Recent);
            writer.Write(total.Delivered);
            writer.Write(total.Canceled);
            writer.Write(total.FirstSeenDays);
        }
    }

    public static ModelTotals Load(FitReader reader)
    {
        int count = reader.Count();
        Dictionary<ulong, ItemCounts> totals = new(count);
        for (int i = 0; i < count; i++)
        {
            totals[reader.ULong()] = new ItemCounts(reader.Double(), reader.Double(), reader.Long(), reader.Long(), reader.Double());
        }

        return new ModelTotals(totals);
    }

    // A model id and an item id that read the same are different products.
    private static ulong Key(ItemDescription item) =>
        item.ModelId is { } model ? StableHash.Wide(model) : ~StableHash.Wide(item.ItemId);

    private static ItemCounts Sum(ItemCounts a, ItemCounts b) => new(
        a.Weighted + b.Weighted,
        a.Recent + b.Recent,
        a.Delivered + b.Delivered,
        a.Canceled + b.Canceled,
        Math.Max(a.FirstSeenDays, b.FirstSeenDays));
}
