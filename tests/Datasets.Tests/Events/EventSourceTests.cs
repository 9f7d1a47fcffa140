using Tandem.Datasets.Events;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Events;

public sealed class EventSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DatasetReader _dataset;
    private readonly ItemIndex _items;

    public EventSourceTests()
    {
        MarketplaceSimulator.Simulate(new SimulationOptions { Items = 300, Users = 40, Days = 5 }, _folder["raw"]);
        OzonImporter.Import(_folder["raw"], _folder["set"]);
        _dataset = DatasetReader.Open(_folder["set"]);
        _items = ItemIndex.Load(_dataset, 2, cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void DatasetEvents_GiveWhatTheReaderGives()
    {
        (int, EventAction, long)[] expected = [.. _dataset.ReadEvents(TestContext.Current.CancellationToken)
            .Select(row => (Position(row.ItemId), row.Action, row.OccurredAt.ToUnixTimeMilliseconds()))];
        Assert.Equal(expected, Read(new DatasetEvents(_dataset, _items)));
    }

    [Fact]
    public void OzonEvents_GiveWhatTheImportGives()
    {
        var raw = Read(new OzonEvents(_folder["raw"], _items));
        Assert.Equal(Read(new DatasetEvents(_dataset, _items)).Order(), raw.Order());
    }

    [Fact]
    public void OzonEvents_ItemThatIsNotIndexed_IsUnknown()
    {
        string file = Path.Combine(_folder["raw"], "tracker", "extra.parquet");
        ParquetDamage.WriteTracker(file, item: 5, rowGroups: 1, rows: 10);
        var source = new OzonEvents(_folder["raw"], _items);
        var items = new List<int>();
        source.Read(Assert.Single(source.Open(file)), new EventBatch(), batch => items.AddRange(batch.Item.AsSpan(0, batch.Count)), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat(EventBatch.Unknown, 10), items);
    }

    [Fact]
    public void Read_DamagedPage_GivesTheBatchesBeforeAndNamesTheRowGroup()
    {
        string file = Path.Combine(_folder["raw"], "tracker", "extra.parquet");
        ParquetDamage.WriteTracker(file, item: 100_003, rowGroups: 2, rows: 30_000);
        ParquetDamage.SpoilLastPage(file, rowGroup: 1, column: 0);
        var source = new OzonEvents(_folder["raw"], _items);
        int rows = 0;
        DamagedInputException error = Assert.Throws<DamagedInputException>(() => source.Read(
            source.Open(file)[1], new EventBatch(), batch => rows += batch.Count, TestContext.Current.CancellationToken));
        Assert.Contains("extra.parquet: row group 1, column 'item_id'", error.Message, StringComparison.Ordinal);
        Assert.InRange(rows, 1, 29_999);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Open_FileWithoutRowsAndAColumnOfAnotherType_NamesFileAndColumn(int rowGroups)
    {
        string file = Path.Combine(_folder["raw"], "tracker", "extra.parquet");
        ParquetDamage.WriteNoRows(file, rowGroups, new ParquetSharp.Column<string>("item_id"));
        DamagedInputException error = Assert.Throws<DamagedInputException>(() => new OzonEvents(_folder["raw"], _items).Open(file));
        Assert.Contains("extra.parquet: the column 'item_id' holds ByteArray", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Open_FileWithoutRows_HasNothingToRead(int rowGroups)
    {
        string file = Path.Combine(_folder["raw"], "tracker", "extra.parquet");
        ParquetDamage.WriteNoRows(file, rowGroups, ParquetDamage.TrackerColumns());
        Assert.Equal(0, new OzonEvents(_folder["raw"], _items).Open(file).Sum(group => group.Rows));
    }

    public void Dispose() => _folder.Dispose();

    private int Position(string itemId)
    {
        Assert.True(_items.TryFind(System.Text.Encoding.UTF8.GetBytes(itemId), out int position));
        return position;
    }

    private static List<(int Item, EventAction Action, long Time)> Read(IEventSource source)
    {
        var events = new List<(int, EventAction, long)>();
        var batch = new EventBatch();
        foreach (DatasetRowGroup group in source.Files.SelectMany(source.Open))
        {
            source.Read(
                group,
                batch,
                filled =>
                {
                    for (int i = 0; i < filled.Count; i++)
                    {
                        events.Add((filled.Item[i], (EventAction)filled.Action[i], filled.OccurredAt[i]));
                    }
                },
                TestContext.Current.CancellationToken);
        }

        return events;
    }
}
