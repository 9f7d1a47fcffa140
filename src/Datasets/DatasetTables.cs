using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>Writes <c>events/</c>. <see cref="ShopEvent.RecommendationId"/> is not part of a dataset.</summary>
internal sealed class EventParts(string folder) : EventTable<ShopEvent>(
    Path.Combine(folder, DatasetLayout.EventsFolder), DatasetLayout.EventRowGroupRows, DatasetLayout.EventPartRows, static row => row);

/// <summary>Writes <c>items/</c>.</summary>
/// <param name="folder">The dataset's folder.</param>
/// <param name="onlyPart">Name of the one part that all rows go into; null for as many parts as are needed.</param>
internal sealed class ItemParts(string folder, string? onlyPart = null) : PartWriter<ItemDescription>(
    Path.Combine(folder, DatasetLayout.ItemsFolder), DatasetLayout.ItemRowGroupRows, onlyPart is null ? DatasetLayout.ItemPartRows : long.MaxValue)
{
    protected override string FileName(int part) => onlyPart ?? base.FileName(part);

    protected override IEnumerable<string> WithoutDictionary => ["item_id", "image.list.item", "text_vector.list.item"];

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<ItemDescription> rows)
    {
        WriteColumn(group, rows, static row => row.ItemId);
        WriteColumn(group, rows, static row => row.ModelId);
        WriteColumn(group, rows, static row => row.Name);
        WriteColumn(group, rows, static row => row.CategoryId);
        WriteColumn(group, rows, static row => row.Attributes.Select(static attribute => attribute.Name).ToArray());
        WriteColumn(group, rows, static row => row.Attributes.Select(static attribute => attribute.Value).ToArray());
        WriteColumn(group, rows, static row => row.Image);
        WriteColumn(group, rows, static row => row.TextVector);
        WriteColumn(group, rows, static row => row.Price);
        WritePlain(group, rows, static row => row.Available);
    }

    protected override IEnumerable<Node> Schema() =>
    [
        Column<string>("item_id"),
        Column<string>("model_id"),
        Column<string>("name"),
        Column<string>("category_id"),
        Column<string[]>("attribute_names"),
        Column<string[]>("attribute_values"),
        Column<float[]>("image"),
        Column<float[]>("text_vector"),
        Column<double?>("price"),
        Column<bool>("available"),
    ];
}

/// <summary>Writes <c>categories/</c>.</summary>
internal sealed class CategoryParts(string folder) : PartWriter<Category>(
    Path.Combine(folder, DatasetLayout.CategoriesFolder), DatasetLayout.CategoryRowGroupRows, long.MaxValue)
{
    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<Category> rows)
    {
        WriteColumn(group, rows, static row => row.CategoryId);
        WriteColumn(group, rows, static row => row.ParentId);
        WriteColumn(group, rows, static row => row.Name);
    }

    protected override IEnumerable<Node> Schema() =>
        [Column<string>("category_id"), Column<string>("parent_id"), Column<string>("name")];
}
