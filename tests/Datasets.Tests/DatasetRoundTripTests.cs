using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ParquetSharp;
using Tandem.Domain;

namespace Tandem.Datasets.Tests;

public sealed class DatasetRoundTripTests
{
    [Property(MaxTest = 30, Arbitrary = [typeof(Rows)])]
    public void WriteRead_AnyEvents_GivesThemBackInOrder(ShopEvent[] events)
    {
        using var folder = new TestFolder();
        DatasetReader dataset = Write(folder, events, [], []);
        Assert.Equal(events, dataset.ReadEvents());
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Rows)])]
    public void WriteRead_AnyItems_GivesThemBackInOrder(ItemDescription[] items)
    {
        items = [.. items.DistinctBy(item => item.ItemId)];
        using var folder = new TestFolder();
        ItemDescription[] read = [.. Write(folder, [], items, []).ReadItems()];
        Assert.Equal(items.Select(Flat), read.Select(Flat));
    }

    [Fact]
    public void ReadItems_DatasetFromBeforeTextVectors_HasNone()
    {
        using var folder = new TestFolder();
        DatasetReader dataset = Write(folder, [], [new ItemDescription { ItemId = "x" }], []);
        Column[] columns =
        [
            new Column<string>("item_id"), new Column<string>("model_id"), new Column<string>("name"), new Column<string>("category_id"),
            new Column<string[]>("attribute_names"), new Column<string[]>("attribute_values"), new Column<float[]>("image"),
            new Column<double?>("price"), new Column<bool>("available"),
        ];
        using (var file = new ParquetFileWriter(folder["set/items/part-00000.parquet"], columns))
        {
            using RowGroupWriter group = file.AppendRowGroup();
            foreach (string? text in (string?[])["old", null, "Name", null])
            {
                WriteColumn(group, text);
            }

            WriteColumn<string[]>(group, []);
            WriteColumn<string[]>(group, []);
            WriteColumn<float[]>(group, [1, 2]);
            WriteColumn<double?>(group, null);
            WriteColumn(group, true);
            file.Close();
        }

        ItemDescription item = Assert.Single(dataset.ReadItems(TestContext.Current.CancellationToken));
        Assert.Equal("old", item.ItemId);
        Assert.Equal([1, 2], item.Image!);
        Assert.Null(item.TextVector);
    }

    [Property(MaxTest = 10, Arbitrary = [typeof(Rows)])]
    public void WriteRead_AnyCategories_GivesThemBackInOrder(Category[] categories)
    {
        using var folder = new TestFolder();
        Assert.Equal(categories, Write(folder, [], [], categories).ReadCategories());
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Rows)])]
    public void Load_AnyEvents_GroupsTheSignalsByUserAndSortsStablyByTime(ShopEvent[] events)
    {
        using var folder = new TestFolder();
        string[] items = [.. events.Select(row => row.ItemId).Distinct()];
        Interactions rows = Interactions.Load(Write(folder, events, [.. items.Select(id => new ItemDescription { ItemId = id })], []));
        events = [.. events.Where(row => row.Action.IsSignal())];
        var expected = events.Select(row => row.UserId).Distinct()
            .SelectMany(user => events.Where(row => row.UserId == user).OrderBy(row => row.OccurredAt))
            .Select(row => (row.UserId, row.ItemId, row.Action, row.OccurredAt.ToUnixTimeMilliseconds(), row.Widget ?? "", (float)(row.Value ?? 0)));
        var actual = Enumerable.Range(0, rows.UserCount).SelectMany(user => Enumerable
            .Range(rows.UserStart[user], rows.UserStart[user + 1] - rows.UserStart[user])
            .Select(row => (rows.UserIds[user], rows.ItemIds[rows.Item[row]], rows.Action[row], rows.OccurredAt[row], rows.WidgetNames[rows.Widget[row]], rows.Value[row])));
        Assert.Equal(expected, actual);
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Rows)])]
    public void Collect_AnyEvents_SameColumnsAsLoaded(ShopEvent[] events)
    {
        using var folder = new TestFolder();
        string[] items = [.. events.Select(row => row.ItemId).Distinct().Skip(1)];
        Interactions loaded = Interactions.Load(Write(folder, events, [.. items.Select(id => new ItemDescription { ItemId = id })], []));
        var collector = new InteractionsCollector(items, EventAction.Order, anonymousUserPrefix: "a");
        Array.ForEach(events, collector.Add);
        Interactions collected = collector.Build();

        Assert.Equal(Lines(loaded), Lines(collected));
        Assert.Equal(loaded.UnknownItemEvents, collected.UnknownItemEvents);
        Assert.Equal(collected.UserIds.Select(user => user == "a"), collected.Anonymous);
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Rows)])]
    public void Until_AnyMoment_KeepsTheEarlierRows(ShopEvent[] events, byte hour)
    {
        using var folder = new TestFolder();
        string[] items = [.. events.Select(row => row.ItemId).Distinct()];
        DateTimeOffset until = Rows.Start.AddHours(hour % 24);
        Interactions rows = Interactions.Load(Write(folder, events, [.. items.Select(id => new ItemDescription { ItemId = id })], [])).Until(until);
        Assert.Equal(events.Count(row => row.OccurredAt <= until && row.Action.IsSignal()), rows.OccurredAt.Count(time => time <= until.ToUnixTimeMilliseconds()));
        Assert.Equal(rows.Count, rows.UserStart[^1]);
    }

    /// <summary>Codes of users and orders depend on which events were left out, so everything by name.</summary>
    private static IEnumerable<string> Lines(Interactions rows) => Enumerable.Range(0, rows.UserCount).SelectMany(user => Enumerable
        .Range(rows.UserStart[user], rows.UserStart[user + 1] - rows.UserStart[user])
        .Select(row => $"{rows.UserIds[user]}|{rows.ItemIds[rows.Item[row]]}|{rows.Action[row]}|{rows.OccurredAt[row]}|{rows.WidgetNames[rows.Widget[row]]}|{rows.Value[row]}|{rows.Order[row] >= 0}"))
        .Order(StringComparer.Ordinal);

    private static DatasetReader Write(TestFolder folder, ShopEvent[] events, ItemDescription[] items, Category[] categories)
    {
        using (DatasetWriter writer = DatasetWriter.Create(folder["set"]))
        {
            Array.ForEach(events, writer.Write);
            Array.ForEach(items, writer.Write);
            Array.ForEach(categories, writer.Write);
            writer.Complete(new DatasetManifest { Name = "test", Source = "test" });
        }

        return DatasetReader.Open(folder["set"]);
    }

    private static void WriteColumn<T>(RowGroupWriter group, T value)
    {
        using LogicalColumnWriter<T> column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch([value]);
    }

    private static string Flat(ItemDescription item) => string.Join(
        '|',
        item.ItemId,
        item.ModelId ?? "null",
        item.Name ?? "null",
        item.CategoryId ?? "null",
        string.Join(';', item.Attributes),
        item.Image is null ? "null" : string.Join(',', item.Image),
        item.TextVector is null ? "null" : string.Join(',', item.TextVector),
        item.Price,
        item.Available);

    /// <summary>Rows with few distinct ids, empty and missing texts, and times that collide.</summary>
    public static class Rows
    {
        public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private static readonly Gen<string> Id = Gen.Elements("a", "b", "Платье", "item with \"quotes\", and comma", "0123456789012345678901234567890123456789");
        private static readonly Gen<string?> MaybeText = Gen.Elements(null, "", "x", "длинный текст");

        public static Arbitrary<ShopEvent> Events() => (
            from user in Id
            from item in Id
            from action in Gen.Choose(0, EventActions.Count - 1)
            from hour in Gen.Choose(0, 23)
            from widget in Gen.Elements(null, "cart.total", "pdp")
            from order in MaybeText
            from value in Gen.Elements<double?>(null, 0, 1.5, -2)
            select new ShopEvent
            {
                EventId = $"{user}{item}{hour}",
                UserId = user,
                ItemId = item,
                Action = (EventAction)action,
                OccurredAt = Start.AddHours(hour),
                Widget = widget,
                OrderId = order,
                Value = value,
            }).ToArbitrary();

        public static Arbitrary<ItemDescription> Items() => (
            from id in Gen.Choose(0, 1_000)
            from model in MaybeText
            from name in MaybeText
            from attributes in Gen.ArrayOf(Gen.Elements(new ItemAttribute("Цвет", "red"), new ItemAttribute("", ""), new ItemAttribute("Brand", "")))
            from image in Gen.Elements<float[]?>(null, [1f, -2f, 0.5f], [0f, 0f, 0f])
            from textVector in Gen.Elements<float[]?>(null, [0.25f, -1f])
            from price in Gen.Elements<double?>(null, 0, 99.9)
            from available in Gen.Elements(true, false)
            select new ItemDescription
            {
                ItemId = $"i{id}",
                ModelId = model,
                Name = name,
                CategoryId = model,
                Attributes = attributes,
                Image = image,
                TextVector = textVector,
                Price = price,
                Available = available,
            }).ToArbitrary();

        public static Arbitrary<Category> Categories() => (
            from id in Id
            from parent in MaybeText
            from name in Id
            select new Category(id, parent, name)).ToArbitrary();
    }
}
