using Tandem.Datasets.Archive;
using Tandem.Datasets.Categories;
using Tandem.Datasets.Events;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Events;

public sealed class EventsImporterTests : IDisposable
{
    private const string OneEvent = "user_id,item_id,action,occurred_at\nu,i1,order,2026-02-01\n";

    private readonly TestFolder _folder = new();

    [Fact]
    public void Import_Csv_EveryFieldIsRead()
    {
        ImportReport report = ImportText(
            "events.csv",
            "event_id,user_id,item_id,action,occurred_at,widget,order_id,value\n"
            + "e1,u1,i1,order,2026-02-01T12:00:00.250+03:00,\"a \"\"b\"\"\",o1,12.5\n"
            + "e2,u1,i2,page_view,2026-02-01 09:30:00,,,\n");

        Assert.Equal((2L, 2L, EventAction.Order), (report.Read, report.Taken, report.Manifest.Outcome));
        ShopEvent[] events = Events();
        Assert.Equal(
            new ShopEvent
            {
                EventId = "e1",
                UserId = "u1",
                ItemId = "i1",
                Action = EventAction.Order,
                OccurredAt = new DateTimeOffset(2026, 2, 1, 9, 0, 0, 250, TimeSpan.Zero),
                Widget = "a \"b\"",
                OrderId = "o1",
                Value = 12.5,
            },
            events[0]);
        Assert.Equal((new DateTimeOffset(2026, 2, 1, 9, 30, 0, TimeSpan.Zero), null), (events[1].OccurredAt, events[1].Widget));
    }

    [Fact]
    public void Import_NdjsonWithMap_ColumnsAndActionsAreTranslated()
    {
        ColumnMap map = ReadMap("""{"columns": {"userId": "customer", "itemId": "sku", "occurredAt": "ts", "action": "type"}, "actions": {"buy": "delivered"}}""");
        ImportReport report = ImportText("log.ndjson", """{"customer": 7, "sku": "i", "ts": 1769936400, "type": "buy", "tags": ["x"]}""", map);

        ShopEvent shopEvent = Assert.Single(Events());
        Assert.Equal(
            ("log.ndjson-1", "7", EventAction.Delivered, new DateTimeOffset(2026, 2, 1, 9, 0, 0, TimeSpan.Zero)),
            (shopEvent.EventId, shopEvent.UserId, shopEvent.Action, shopEvent.OccurredAt));
        Assert.Equal(EventAction.Delivered, report.Manifest.Outcome);
    }

    [Fact]
    public void Import_BadRows_EachCountedWithItsReason()
    {
        ImportReport report = ImportText(
            "events.csv",
            "event_id,user_id,item_id,action,occurred_at,value\n"
            + "ok,u,i,order,2026-02-01T09:00:00Z,1\n"
            + "ok,u,i,order,2026-02-01T09:00:00Z,1\n"
            + "a,,i,order,2026-02-01T09:00:00Z,1\n"
            + "b,u,,order,2026-02-01T09:00:00Z,1\n"
            + "c,u,i,dance,2026-02-01T09:00:00Z,1\n"
            + "d,u,i,order,yesterday,1\n"
            + "e,u,i,order,1969-07-20T20:17:40Z,1\n"
            + "f,u,i,order,2026-02-01T09:00:00Z,much\n"
            + "g,u,i\n"
            + "\"h,u,i,order,2026-02-01T09:00:00Z,1\n");

        Assert.Equal(
            new Dictionary<string, long>
            {
                ["event id came before"] = 1,
                ["no user"] = 1,
                ["no item"] = 1,
                ["unknown action"] = 1,
                ["no time between 2000 and 2100"] = 2,
                ["value is no number"] = 1,
                ["not 6 columns"] = 1,
                ["malformed quotes"] = 1,
            },
            report.Rejected);
        Assert.Equal((10L, 1L), (report.Read, report.Taken));
        Assert.Contains(report.Samples, row => row is { File: "events.csv", Line: 6, Reason: "unknown action" });
    }

    [Theory]
    [InlineData("{", "malformed JSON")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("""{"user_id": "\ud800"}""", "malformed text")]
    [InlineData("""{"user_id": {"a": 1}}""", "no user")]
    public void Import_BadLine_IsRejectedAndTheNextTaken(string line, string reason)
    {
        ImportReport report = ImportText("x.jsonl", line + "\n" + """{"user_id":"u","item_id":"i","action":"order","occurred_at":"2026-02-01"}""");

        Assert.Equal((1L, reason), (report.Taken, Assert.Single(report.Samples).Reason));
    }

    [Fact]
    public void Import_Items_FieldsAndAttributes()
    {
        string items = Write("items.tsv", "item_id\tname\tprice\tavailable\tcolour\ni1\tMug\t3.5\tfalse\tred\ni1\tMug\t3.5\ttrue\tblue\ni2\tCup\t-\t\t\n");
        ImportReport report = EventsImporter.Import(
            Write("e.csv", "user_id,item_id,action,occurred_at\nu,i1,order,2026-02-01\nu,unknown,order,2026-02-01\n"), items, ColumnMap.Default, _folder["set"]);

        ItemDescription[] read = [.. DatasetReader.Open(_folder["set"]).ReadItems()];
        Assert.Equal(["i1", "unknown"], read.Select(item => item.ItemId));
        Assert.Equal(("Mug", 3.5, false, new ItemAttribute("colour", "red")), (read[0].Name, read[0].Price, read[0].Available, Assert.Single(read[0].Attributes)));
        Assert.Equal(["item id came before", "price is no number"], report.Rejected.Keys);
        Assert.Equal(1, report.Notes["items known by their id only"]);
    }

    [Fact]
    public void Import_ItemsWithCategoryPaths_MakeTheTree()
    {
        ImportReport report = EventsImporter.Import(
            Write("e.csv", OneEvent),
            Write("items.csv", "item_id,category_path,category_id\ni1,Apparel > Shoes > Boots,7\ni2,Apparel>Hats,\ni3,,9\n"),
            ColumnMap.Default,
            _folder["set"]);

        Assert.Equal(["Apparel > Shoes > Boots", "Apparel > Hats", "9"], Items().Select(item => item.CategoryId));
        Assert.Equal(
            [("Apparel", null, "Apparel"), ("Apparel > Shoes", "Apparel", "Shoes"), ("Apparel > Shoes > Boots", "Apparel > Shoes", "Boots"), ("Apparel > Hats", "Apparel", "Hats")],
            Tree());
        Assert.Equal(0, report.Notes["items in a category that the tree does not have"]);
    }

    [Fact]
    public void Import_GooglesTaxonomy_TakesIdsAndPathsOfIt()
    {
        string taxonomy = Write("taxonomy.txt", "# Google_Product_Taxonomy_Version: 2021-09-21\n166 - Apparel & Accessories\n1604 - Apparel & Accessories > Clothing\n");
        ImportReport report = EventsImporter.Import(
            Write("e.csv", OneEvent),
            Write("items.csv", "item_id,category_id,category_path\ni1,1604,\ni2,,Apparel & Accessories > Clothing\ni3,5,\ni4,,\n"),
            ColumnMap.Default,
            _folder["set"],
            CategoryFile.Read(taxonomy, CategoryFileFormat.Google));

        Assert.Equal(["1604", "1604", null, null], Items().Select(item => item.CategoryId));
        Assert.Equal([("166", null, "Apparel & Accessories"), ("1604", "166", "Clothing")], Tree());
        Assert.Equal(1, report.Notes["items in a category that the tree does not have"]);
    }

    [Fact]
    public void Import_TreeOfEdges_HasItsRootsTooAndEachCategoryOnce()
    {
        EventsImporter.Import(
            Write("e.csv", OneEvent), Write("items.csv", "item_id,category_id\ni1,boots\ni2,all\n"), ColumnMap.Default, _folder["set"],
            CategoryFile.Read(Write("edges.tsv", "shoes\tall\nboots\tshoes\nboots\tall\n"), CategoryFileFormat.Edges));

        Assert.Equal(["boots", "all"], Items().Select(item => item.CategoryId));
        Assert.Equal([("all", null, "all"), ("shoes", "all", "shoes"), ("boots", "shoes", "boots")], Tree());
    }

    [Fact]
    public async Task Import_ArchiveFolder_LatestVersionOfEachRangeAndNoEventTwice()
    {
        await ArchiveAsync(1, 2, version: 1, "e1", "erased");
        await ArchiveAsync(1, 2, version: 2, "e1");
        await ArchiveAsync(3, 3, version: 1, "e3");
        ImportReport report = EventsImporter.Import(_folder["artifacts"], null, ColumnMap.Default, _folder["set"]);

        Assert.Equal(["e1", "e3"], Events().Select(shopEvent => shopEvent.EventId));
        Assert.Empty(report.Rejected);
    }

    [Theory]
    [InlineData("""{"columns": {"user": "customer"}}""", "'user'")]
    [InlineData("""{"column": {}}""", "column")]
    [InlineData("""{"actions": {"buy": "bought"}}""", "'bought'")]
    [InlineData("""{"delimiter": ";;"}""", "one character")]
    [InlineData("""{"outcome": "page_view"}""", "order or delivered")]
    [InlineData("null", "empty")]
    [InlineData("{", "map.json")]
    public void ReadMap_NotAMap_SaysWhatIsWrong(string json, string part) =>
        Assert.Contains(part, Assert.Throws<TandemException>(() => ReadMap(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("data.xml", "<a/>", "none of")]
    [InlineData("empty.csv", "", "header")]
    [InlineData("twice.csv", "a,a\n", "twice")]
    [InlineData("bad.parquet", "PAR1", "Parquet")]
    [InlineData("bad.csv.gz", "not gzip", "gzip")]
    public void Import_FileThatIsNone_ClearError(string name, string text, string part) =>
        Assert.Contains(part, Assert.ThrowsAny<TandemException>(() => ImportText(name, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Import_EmptyFolder_ClearError()
    {
        Directory.CreateDirectory(_folder["nothing"]);

        Assert.Contains("no file to read", Assert.Throws<TandemException>(() => EventsImporter.Import(_folder["nothing"], null, ColumnMap.Default, _folder["set"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_Interrupted_LeavesTheOlderDatasetAndNoHalfOne()
    {
        ImportText("events.csv", "user_id,item_id,action,occurred_at\nold,i,order,2026-02-01\n");
        using var stop = new CancellationTokenSource();
        string rows = string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"u{i},i,order,2026-02-01\n"));

        Assert.ThrowsAny<OperationCanceledException>(() => EventsImporter.Import(
            Write("more.csv", "user_id,item_id,action,occurred_at\n" + rows), null, ColumnMap.Default, _folder["set"], progress: new StopAtOnce(stop), cancellation: stop.Token));

        Assert.Equal("old", Assert.Single(Events()).UserId);
        Assert.False(Directory.Exists(_folder["set.partial"]));
    }

    public void Dispose() => _folder.Dispose();

    private ItemDescription[] Items() => [.. DatasetReader.Open(_folder["set"]).ReadItems()];

    private (string, string?, string)[] Tree() =>
        [.. DatasetReader.Open(_folder["set"]).ReadCategories().Select(category => (category.CategoryId, category.ParentId, category.Name))];

    private ImportReport ImportText(string name, string text, ColumnMap? map = null) =>
        EventsImporter.Import(Write(name, text), null, map ?? ColumnMap.Default, _folder["set"]);

    private ColumnMap ReadMap(string json) => ColumnMap.Read(Write("map.json", json));

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private ShopEvent[] Events() => [.. DatasetReader.Open(_folder["set"]).ReadEvents()];

    private Task<long> ArchiveAsync(long first, long last, int version, params string[] ids) => EventArchiveFile.WriteAsync(
        Path.Combine(_folder["artifacts"], new EventArchiveName(new DateTime(2026, 2, 1, 12, 0, 0, DateTimeKind.Utc), 3, first, last, version).ToString()),
        ids.Select((id, index) => new ArchivedEvent(first + index, new ShopEvent
        {
            EventId = id,
            UserId = "u",
            ItemId = "i",
            Action = EventAction.PageView,
            OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            RecommendationId = "r",
        })).ToAsyncEnumerable());

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => stop.Cancel();
    }
}
