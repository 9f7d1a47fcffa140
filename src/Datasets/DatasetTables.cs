using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>Writes <c>events/</c>. <see cref="ShopEvent.RecommendationId"/> is not part of a dataset.</summary>
internal sealed class EventParts(string folder) : PartWriter<ShopEvent>(
    Path.Combine(folder, DatasetLayout.EventsFolder), Schema(), DatasetLayout.EventRowGroupRows, DatasetLayout.EventPartRows)
{
    protected override IEnumerable<string> WithoutDictionary => ["event_id", "occurred_at"];

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<ShopEvent> rows)
    {
        WriteColumn(group, rows, static row => row.EventId);
        WriteColumn(group, rows, static row => row.UserId);
        WriteColumn(group, rows, static row => row.ItemId);
        WriteColumn(group, rows, static row => row.Action.ToName());
        WritePlain(group, rows, static row => row.OccurredAt.ToUnixTimeMilliseconds());
        WriteColumn(group, rows, static row => row.Widget);
        WriteColumn(group, rows, static row => row.OrderId);
        WriteColumn(group, rows, static row => row.Value);
    }

    private static Column[] Schema() =>
    [
        new Column<string>("event_id"),
        new Column<string>("user_id"),
        new Column<string>("item_id"),
        new Column<string>("action"),
        new Column<DateTime>("occurred_at", LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Millis)),
        new Column<string>("widget"),
        new Column<string>("order_id"),
        new Column<double?>("value"),
    ];
}

/// <summary>Writes <c>items/</c>.</summary>
internal sealed class ItemParts(string folder) : PartWriter<ItemDescription>(
    Path.Combine(folder, DatasetLayout.ItemsFolder), Schema(), DatasetLayout.ItemRowGroupRows, DatasetLayout.ItemPartRows)
{
    protected override IEnumerable<string> WithoutDictionary => ["item_id", "image.list.item"];

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<ItemDescription> rows)
    {
        WriteColumn(group, rows, static row => row.ItemId);
        WriteColumn(group, rows, static row => row.ModelId);
        WriteColumn(group, rows, static row => row.Name);
        WriteColumn(group, rows, static row => row.CategoryId);
        WriteColumn(group, rows, static row => row.Attributes.Select(static attribute => attribute.Name).ToArray());
        WriteColumn(group, rows, static row => row.Attributes.Select(static attribute => attribute.Value).ToArray());
        WriteColumn(group, rows, static row => row.Image);
        WriteColumn(group, rows, static row => row.Price);
        WritePlain(group, rows, static row => row.Available);
    }

    private static Column[] Schema() =>
    [
        new Column<string>("item_id"),
        new Column<string>("model_id"),
        new Column<string>("name"),
        new Column<string>("category_id"),
        new Column<string[]>("attribute_names"),
        new Column<string[]>("attribute_values"),
        new Column<float[]>("image"),
        new Column<double?>("price"),
        new Column<bool>("available"),
    ];
}

/// <summary>Writes <c>categories/</c>.</summary>
internal sealed class CategoryParts(string folder) : PartWriter<Category>(
    Path.Combine(folder, DatasetLayout.CategoriesFolder), Schema(), DatasetLayout.CategoryRowGroupRows, long.MaxValue)
{
    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<Category> rows)
    {
        WriteColumn(group, rows, static row => row.CategoryId);
        WriteColumn(group, rows, static row => row.ParentId);
        WriteColumn(group, rows, static row => row.Name);
    }

    private static Column[] Schema() =>
        [new Column<string>("category_id"), new Column<string>("parent_id"), new Column<string>("name")];
}
