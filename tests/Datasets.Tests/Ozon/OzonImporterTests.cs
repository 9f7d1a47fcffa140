using ParquetSharp;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Ozon;

/// <summary>Each test spoils one table of a small, good folder.</summary>
public sealed class OzonImporterTests : IDisposable
{
    private static readonly DateTime Day = new(2025, 1, 2, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly TestFolder _folder = new();

    public OzonImporterTests() =>
        MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 10, Days = 2 }, _folder["raw"]);

    [Fact]
    public void Import_MissingTable_NamesIt()
    {
        Directory.Delete(Raw("tracker"), recursive: true);
        Assert.Contains("'tracker' is missing", ImportError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_TableAsOneFile_IsAccepted()
    {
        File.Move(Raw("categories_tree", "part-00000.parquet"), Raw("categories_tree.parquet"));
        Directory.Delete(Raw("categories_tree"));
        Assert.Empty(Import().Rejected);
    }

    [Fact]
    public void Import_EveryFileOfATableCutOff_NamesTheFirst()
    {
        foreach (string file in Directory.GetFiles(Raw("tracker")))
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);
        }

        Assert.Contains("part-00000.parquet: not a readable Parquet file", ImportError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_EveryFileOfATableDamagedAtItsBegin_NamesTheFirst()
    {
        foreach (string file in Directory.GetFiles(Raw("items")))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes.AsSpan(4, 400).Fill(0xFF);
            File.WriteAllBytes(file, bytes);
        }

        string error = ImportError();
        Assert.Contains("items/part-00000.parquet", error, StringComparison.Ordinal);
        Assert.Contains("damaged", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_MissingColumnInOneFile_IsReportedAndTheRestTaken()
    {
        WriteTracker([new Column<int>("item_id"), new Column<int>("user")], static (group, _) =>
        {
            Write(group, 1);
            Write(group, 1);
        });
        AssertLost("tracker/extra.parquet", 1, "the column 'user_id' is missing; found: item_id, user.");
    }

    [Fact]
    public void Import_ColumnOfAnotherTypeInOneFile_IsReportedAndTheRestTaken()
    {
        WriteTracker([new Column<int>("item_id"), new Column<string>("user_id")], static (group, _) =>
        {
            Write(group, 1);
            Write(group, "u");
        });
        AssertLost("tracker/extra.parquet", 1, "'user_id' holds ByteArray");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Import_FileWithoutRowsAndAColumnOfAnotherType_IsReportedAndTheRestTaken(int rowGroups)
    {
        ParquetDamage.WriteNoRows(Raw("tracker", "extra.parquet"), rowGroups, new Column<int>("item_id"), new Column<string>("user_id"));
        AssertLost("tracker/extra.parquet", 1, "'user_id' holds ByteArray");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Import_FileWithoutRows_IsNoLoss(int rowGroups)
    {
        ParquetDamage.WriteNoRows(Raw("tracker", "extra.parquet"), rowGroups, ParquetDamage.TrackerColumns());
        ImportReport report = Import();
        Assert.Empty(report.Rejected);
        Assert.Equal(report.Read, report.Taken);
    }

    [Fact]
    public void Import_OneFileOfSeveralCutOff_IsReportedAndTheRestTaken()
    {
        string whole = Raw("tracker", "part-00000.parquet");
        File.WriteAllBytes(Raw("tracker", "part-00001.parquet"), File.ReadAllBytes(whole)[..^100]);
        AssertLost("tracker/part-00001.parquet", 1, "not a readable Parquet file");
    }

    [Fact]
    public void Import_DamagedPageInTheMiddle_LosesTheRestOfItsRowGroupAlone()
    {
        string file = Raw("tracker", "extra.parquet");
        const int Rows = 20_000;
        const int PageRows = 1_024;
        ParquetDamage.WriteTracker(file, item: 100_003, rowGroups: 3, Rows);
        ParquetDamage.SpoilLastPage(file, rowGroup: 1, column: 0);

        ImportReport report = Import();

        RejectedRow lost = Assert.Single(report.Samples);
        Assert.Equal("tracker/extra.parquet", lost.File);
        Assert.Contains("row group 1, column 'item_id'", lost.Text, StringComparison.Ordinal);
        long rows = Assert.Single(report.Rejected).Value;
        Assert.InRange(rows, 1, PageRows);
        Assert.Equal((2 * Rows) - rows, lost.Line);
        Assert.Equal(report.Read, report.Taken + rows);
        Assert.Equal((3 * Rows) - rows, DatasetReader.Open(_folder["set"]).ReadEvents().Count(row => row.UserId == "7"));
    }

    [Fact]
    public void Import_CycleInATreePath_IsRejectedWithItsRow()
    {
        string file = Raw("categories_tree", "extra.parquet");
        ParquetDamage.WriteCategories(file, [[900_001, 900_002, 900_001, -1], [900_003, -1]]);

        ImportReport report = Import();

        RejectedRow row = Assert.Single(report.Samples);
        Assert.Equal(("categories_tree/extra.parquet", 0L, "category path with a cycle"), (row.File, row.Line, row.Reason));
        Assert.Contains(DatasetReader.Open(_folder["set"]).ReadCategories(), category => category.CategoryId == "900003");
    }

    [Theory]
    [InlineData(true, true, "page_view", 2025, null)]
    [InlineData(true, false, "page_view", 2025, "action without an item or user")]
    [InlineData(false, true, "page_view", 2025, "unknown item")]
    [InlineData(true, true, "order", 2025, "unknown action")]
    [InlineData(true, true, "stare", 2025, "unknown action")]
    [InlineData(true, true, null, 2025, "unknown action")]
    [InlineData(true, true, "page_view", 1999, "time outside 2000 to 2100")]
    [InlineData(true, true, "page_view", 2101, "time outside 2000 to 2100")]
    public void Import_TrackerRow_IsRejectedWithItsReason(bool knownItem, bool hasUser, string? action, int year, string? reason)
    {
        Column[] columns =
        [
            new Column<int?>("item_id"), new Column<int?>("user_id"),
            new Column<DateTime?>("timestamp", LogicalType.Timestamp(false, TimeUnit.Micros)),
            new Column<string>("action_type"), new Column<string>("action_widget"),
        ];
        WriteTracker(columns, (group, item) =>
        {
            Write(group, (int?)(knownItem ? item : -5));
            Write(group, (int?)(hasUser ? 1 : null));
            Write(group, (DateTime?)new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified));
            Write(group, action!);
            Write(group, "pdp");
        });
        ImportReport report = Import();
        Assert.Equal(reason is null ? [] : [reason], report.Rejected.Keys);
        Assert.All(report.Samples, sample => Assert.Equal(("tracker/extra.parquet", 0L), (sample.File, sample.Line)));
    }

    [Theory]
    [InlineData("delivered_orders", null)]
    [InlineData("proccesed_orders", null)]
    [InlineData("lost_orders", "unknown order status")]
    public void Import_OrderRow_IsRejectedWithItsReason(string status, string? reason)
    {
        Column[] columns =
        [
            new Column<int>("item_id"), new Column<int>("user_id"),
            new Column<DateTime>("created_timestamp", LogicalType.Timestamp(false, TimeUnit.Millis)), new Column<string>("last_status"),
            new Column<DateTime>("last_status_timestamp", LogicalType.Timestamp(false, TimeUnit.Millis)),
        ];
        WriteExtra("orders", columns, (group, item) =>
        {
            Write(group, item);
            Write(group, 1);
            Write(group, Day);
            Write(group, status);
            Write(group, Day.AddDays(3));
        });
        Assert.Equal(reason is null ? [] : [reason], Import().Rejected.Keys);
    }

    [Fact]
    public void Import_Twice_GivesTheSameBytes()
    {
        OzonImporter.Import(_folder["raw"], _folder["a"]);
        OzonImporter.Import(_folder["raw"], _folder["b"]);
        Assert.Equal(TestFolder.Hashes(_folder["a"]), TestFolder.Hashes(_folder["b"]));
    }

    public void Dispose() => _folder.Dispose();

    private static void Write<T>(RowGroupWriter group, T value)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch([value]);
    }

    private string Raw(params string[] parts) => Path.Combine([_folder["raw"], .. parts]);

    private ImportReport Import() => OzonImporter.Import(_folder["raw"], _folder["set"]);

    /// <summary>One part of the input is rejected with its file, and all else is as it is without that file.</summary>
    private void AssertLost(string file, long rows, string reason)
    {
        ImportReport report = Import();
        RejectedRow lost = Assert.Single(report.Samples);
        Assert.Equal(file, lost.File);
        Assert.Contains(reason, lost.Text, StringComparison.Ordinal);
        Assert.Equal(rows, Assert.Single(report.Rejected).Value);
        File.Delete(Raw(file));
        Assert.Equal(report.Manifest.Events, Import().Manifest.Events);
    }

    private string ImportError() => Assert.ThrowsAny<TandemException>(() => Import()).Message;

    private void WriteTracker(Column[] columns, Action<RowGroupWriter, int> row) => WriteExtra("tracker", columns, row);

    private void WriteExtra(string table, Column[] columns, Action<RowGroupWriter, int> row)
    {
        using var file = new ParquetFileWriter(Raw(table, "extra.parquet"), columns);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            // The first item of every simulation.
            row(group, 100_003);
        }

        file.Close();
    }
}
