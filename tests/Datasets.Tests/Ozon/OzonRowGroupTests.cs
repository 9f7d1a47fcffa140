using FsCheck;
using FsCheck.Xunit;
using ParquetSharp;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Ozon;

/// <summary>Tracker rows, good and bad, in row groups of any size.</summary>
public sealed class OzonRowGroupTests : IDisposable
{
    private static readonly DateTime Day = new(2025, 1, 2, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly TestFolder _folder = new();

    public OzonRowGroupTests() => MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 10, Days = 2 }, _folder["raw"]);

    [Property(MaxTest = 20)]
    public void Import_AnySplitIntoRowGroups_GivesTheSameEventsAndRejects(PositiveInt seed, PositiveInt[] sizes, PositiveInt threads)
    {
        Row[] rows = Rows(new Random(seed.Get), 200);
        ImportReport one = Import("one", rows, [rows.Length], 1);
        ImportReport many = Import("many", rows, [.. sizes.Select(size => size.Get)], 1 + (threads.Get % 4));

        Assert.Equal(Events("one"), Events("many"));
        Assert.Equal(one.Rejected, many.Rejected);
        Assert.Equal(one.Samples, many.Samples);
        Assert.Equal(one.Manifest with { Rejected = many.Manifest.Rejected }, many.Manifest);
        Assert.Equal(rows.Count(row => row.IsGood), one.Manifest.Events - Events("one").Count(row => !row.EventId.StartsWith("tracker-0-", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private static Row[] Rows(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => new Row(
        random.Next(8) == 0 ? null : random.Next(8) == 0 ? 1 : 100_003,
        random.Next(8) == 0 ? null : random.Next(50),
        random.Next(8) == 0 ? null : Day.AddSeconds(random.Next(100_000)),
        random.Next(8) switch { 0 => null, 1 => "stare", 2 => "to_cart", _ => "page_view" },
        random.Next(3) switch { 0 => null, 1 => "pdp", _ => "cart" }))];

    private ShopEvent[] Events(string set) => [.. DatasetReader.Open(_folder[set]).ReadEvents()];

    private ImportReport Import(string set, Row[] rows, int[] sizes, int threads)
    {
        Column[] columns =
        [
            new Column<int?>("item_id"), new Column<int?>("user_id"),
            new Column<DateTime?>("timestamp", LogicalType.Timestamp(false, TimeUnit.Micros)),
            new Column<string>("action_type"), new Column<string>("action_widget"),
        ];

        // Sorted before the files of the simulation.
        using (var file = new ParquetFileWriter(Path.Combine(_folder["raw"], "tracker", "a.parquet"), columns))
        {
            int start = 0;
            foreach (int size in sizes.Append(rows.Length))
            {
                Row[] group = rows[start..Math.Min(rows.Length, start + size)];
                start += group.Length;
                if (group.Length == 0)
                {
                    break;
                }

                using RowGroupWriter writer = file.AppendRowGroup();
                Write(writer, group, row => row.Item);
                Write(writer, group, row => row.User);
                Write(writer, group, row => row.Time);
                Write(writer, group, row => row.Action);
                Write(writer, group, row => row.Widget);
            }

            file.Close();
        }

        return OzonImporter.Import(_folder["raw"], _folder[set], new OzonImportOptions { Threads = threads });
    }

    private static void Write<T>(RowGroupWriter group, Row[] rows, Func<Row, T> select)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(Array.ConvertAll(rows, row => select(row)));
    }

    private sealed record Row(int? Item, int? User, DateTime? Time, string? Action, string? Widget)
    {
        public bool IsGood => Item == 100_003 && User is not null && Time is not null && Action is ("to_cart" or "page_view");
    }
}
