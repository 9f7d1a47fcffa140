using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Ozon;
using Tandem.Domain;

namespace Tandem.Datasets.Simulation;

/// <param name="Second">Seconds since 1970-01-01 UTC.</param>
/// <param name="Widget">Null for none.</param>
internal readonly record struct TrackerRow(long Second, int UserId, int ItemId, EventAction Action, string? Widget);

/// <param name="CreatedAt">Milliseconds since 1970-01-01 UTC.</param>
internal readonly record struct OrderRow(long CreatedAt, int UserId, int ItemId, string LastStatus, long LastStatusAt);

/// <summary>Writes <c>tracker/</c> in Ozon's schema. Parquet has no seconds, so timestamp[s] is stored as milliseconds, as Arrow does.</summary>
internal sealed class TrackerTable(string raw) : PartWriter<TrackerRow>(Path.Combine(raw, OzonSchema.Tracker), 250_000, long.MaxValue)
{
    protected override IEnumerable<Node> Schema() =>
    [
        Column<int>(OzonSchema.ItemId),
        Column<int>(OzonSchema.UserId),
        Column<DateTime>(OzonSchema.Timestamp, LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Millis)),
        Column<string>(OzonSchema.ActionType),
        Column<string>(OzonSchema.ActionWidget),
        Column<Date>(OzonSchema.Date),
    ];

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<TrackerRow> rows)
    {
        WritePlain(group, rows, static row => row.ItemId);
        WritePlain(group, rows, static row => row.UserId);
        WritePlain(group, rows, static row => row.Second * 1000);
        WriteColumn(group, rows, static row => row.Action.ToName());
        WriteColumn(group, rows, static row => row.Widget);
        WritePlain(group, rows, static row => (int)(row.Second / 86_400));
    }
}

/// <summary>Writes <c>orders/</c> in Ozon's schema.</summary>
internal sealed class OrderTable(string raw) : PartWriter<OrderRow>(Path.Combine(raw, OzonSchema.Orders), 250_000, long.MaxValue)
{
    protected override IEnumerable<Node> Schema() =>
    [
        Column<int>(OzonSchema.ItemId),
        Column<int>(OzonSchema.UserId),
        Column<DateTimeNanos>(OzonSchema.CreatedAt, LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Nanos)),
        Column<string>(OzonSchema.LastStatus),
        Column<DateTimeNanos>(OzonSchema.LastStatusAt, LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Nanos)),
        Column<Date>(OzonSchema.CreatedDate),
    ];

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<OrderRow> rows)
    {
        WritePlain(group, rows, static row => row.ItemId);
        WritePlain(group, rows, static row => row.UserId);
        WritePlain(group, rows, static row => row.CreatedAt * 1_000_000);
        WriteColumn(group, rows, static row => row.LastStatus);
        WritePlain(group, rows, static row => row.LastStatusAt * 1_000_000);
        WritePlain(group, rows, static row => (int)(row.CreatedAt / 86_400_000));
    }
}

/// <summary>Writes <c>items/</c> in Ozon's schema.</summary>
internal sealed class ItemTable(string raw, SimulatedCatalogue catalogue, ImageModel images, long rowsPerFile)
    : PartWriter<SimulatedItem>(Path.Combine(raw, OzonSchema.Items), (int)Math.Min(2_000, rowsPerFile), rowsPerFile)
{
    protected override IEnumerable<string> WithoutDictionary => [OzonSchema.Image + ".list.item"];

    protected override IEnumerable<Node> Schema()
    {
        var attribute = new GroupNode(
            "element",
            Repetition.Optional,
            [
                Column<string>(OzonSchema.AttributeName),
                Column<string>(OzonSchema.AttributeValue),
                Column<bool?>(OzonSchema.AttributeIsAspect),
                Column<bool?>(OzonSchema.AttributeIsShown),
            ]);
        return
        [
            Column<int>(OzonSchema.ItemId),
            Column<string>(OzonSchema.ItemName),
            ListOf(OzonSchema.Attributes, attribute),
            Column<float[]>(OzonSchema.Image),
            Column<long>(OzonSchema.CatalogId),
            Column<int>(OzonSchema.VariantId),
            Column<int>(OzonSchema.ModelId),
        ];
    }

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<SimulatedItem> rows)
    {
        var attributes = rows.Select(row => ItemText.Attributes(row, catalogue.Brands)).ToArray();
        WritePlain(group, rows, static row => row.ItemId);
        WriteColumn(group, rows, row => ItemText.Name(row, catalogue.Brands));
        WriteNested(group, attributes, static attribute => attribute.Name);
        WriteNested(group, attributes, static attribute => attribute.Value);
        WriteNested(group, attributes, static attribute => (bool?)attribute.IsAspect);
        WriteNested(group, attributes, static attribute => (bool?)attribute.IsShown);
        WriteColumn(group, rows, images.Render);
        WritePlain(group, rows, static row => (long)row.Model.Leaf.CatalogId);
        WritePlain(group, rows, static row => row.VariantId);
        WritePlain(group, rows, static row => row.Model.Id);
    }
}

/// <summary>Writes <c>categories_tree/</c> in Ozon's schema: a row for every leaf.</summary>
internal sealed class CategoryTable(string raw) : PartWriter<CategoryLeaf>(Path.Combine(raw, OzonSchema.Categories), 10_000, long.MaxValue)
{
    protected override IEnumerable<Node> Schema()
    {
        var node = new GroupNode(
            "element",
            Repetition.Optional,
            [
                Column<long?>(OzonSchema.CatalogPathId),
                Column<string>(OzonSchema.CatalogPathName),
                Column<string>(OzonSchema.CatalogPathFullName),
            ]);
        return [Column<long>(OzonSchema.CatalogId), ListOf(OzonSchema.CatalogPath, node), Column<long[]>(OzonSchema.CatalogPathIds)];
    }

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<CategoryLeaf> rows)
    {
        var paths = rows.Select(static leaf => leaf.Path).ToArray();
        WritePlain(group, rows, static leaf => (long)leaf.CatalogId);
        WriteNested(group, paths, static node => (long?)node.Id);
        WriteNested(group, paths, static node => node.Name);
        WriteNested(group, paths, static node => node.Name);
        WriteColumn(group, rows, static leaf => leaf.Path.Select(static node => (long)node.Id).Append(OzonSchema.RootParent).ToArray());
    }
}
