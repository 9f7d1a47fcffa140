using ParquetSharp;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Tests.Featurizing;

/// <summary>What a build makes of a dataset with something broken in a known place: each is named, and what is whole is counted.</summary>
public sealed class FeatureBuildDamageTests : IDisposable
{
    private const string Good = "set/events/part-00000.parquet";
    private const string Bad = "set/events/part-00001.parquet";

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-damage-").FullName;

    [Fact]
    public void Build_EventsWithoutAColumn_FileIsLeftOutAndNamed()
    {
        Write();
        WriteStrings(At(Bad), SchemaOf(At(Good)).Where(static name => name != "action"));

        AssertLeftOut(rowGroup: null, "action");
    }

    [Fact]
    public void Build_EventsWithAColumnOfAnotherType_FileIsLeftOutAndNamed()
    {
        Write();
        WriteStrings(At(Bad), SchemaOf(At(Good)));

        AssertLeftOut(rowGroup: null, "occurred_at");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Build_EventsWithoutRowsAndAColumnOfAnotherType_FileIsLeftOutAndNamed(int rowGroups)
    {
        Write();
        WriteStrings(At(Bad), SchemaOf(At(Good)), rowGroups, rows: 0);

        AssertLeftOut(rowGroup: null, "occurred_at");
    }

    [Fact]
    public void Build_DamagedPage_RowGroupIsNamed()
    {
        Write();
        File.Copy(At(Good), At(Bad));
        Spoil(At(Bad), "item_id");

        AssertLeftOut(rowGroup: 0, "item_id");
    }

    [Fact]
    public void Build_ItemsCutOff_IsAnErrorThatNamesTheFile()
    {
        Write();
        string part = At("set/items/part-00000.parquet");
        File.WriteAllBytes(part, File.ReadAllBytes(part)[..^50]);

        Assert.Contains(part, Assert.ThrowsAny<TandemException>(() => Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ItemsWithADamagedPage_IsAnErrorThatNamesFileAndRowGroup()
    {
        Write();
        Spoil(At("set/items/part-00000.parquet"), "name");

        string message = Assert.ThrowsAny<TandemException>(() => Build()).Message;
        Assert.Contains("part-00000.parquet", message, StringComparison.Ordinal);
        Assert.Contains("row group 0", message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Build_ItemsWithoutAColumn_IsAnErrorThatNamesFileAndColumn()
    {
        Write();
        string part = At("set/items/part-00000.parquet");
        WriteStrings(part, ["item_id", "model_id", "name"]);

        string message = Assert.ThrowsAny<TandemException>(() => Build()).Message;
        Assert.Contains($"{part}: the column 'category_id' is missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ItemTwice_IsAnErrorThatNamesFileRowGroupAndRow()
    {
        Write();
        File.Copy(At("set/items/part-00000.parquet"), At("set/items/part-00001.parquet"));

        string message = Assert.ThrowsAny<TandemException>(() => Build()).Message;
        Assert.Contains("part-00001.parquet row group 0 row 0: the item id 'i0' came before", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_CycleInTheTree_IsAnErrorThatNamesItWithFileRowGroupAndRow()
    {
        Write(new Category("top", null, "t"), new Category("leaf", "c0", "l"), new Category("c0", "c1", "a"), new Category("c1", "c0", "b"));

        string message = Assert.ThrowsAny<TandemException>(() => Build()).Message;
        Assert.StartsWith($"{At("set/categories/part-00000.parquet")} row group 0 row 2: the category tree has a cycle, 'c0' < 'c1' < 'c0'.", message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void AssertLeftOut(int? rowGroup, string column)
    {
        FeatureFolder folder = Build();

        InputProblem problem = Assert.Single(folder.Note.Problems);
        Assert.Equal((At(Bad), rowGroup), (problem.File, problem.RowGroup));
        Assert.Contains(column, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(20, folder.Note.Report.Popularity.WithEvents); // The whole file's events are counted, those without a category too.
    }

    private string At(string name) => Path.Combine(_folder, name);

    private FeatureFolder Build() => FeatureFolder.Build(
        DatasetReader.Open(At("set")), At("features"), Start.AddDays(20), new FeatureOptions { Categories = new() { Epochs = 2 } },
        new FeatureBuildOptions { Threads = 2 }, encoder: null, null, TestContext.Current.CancellationToken);

    /// <summary>Twenty items, each with events, half of them without a category.</summary>
    private void Write(params Category[] categories)
    {
        using DatasetWriter writer = DatasetWriter.Create(At("set"));
        foreach (Category category in categories.Length > 0 ? categories : [new Category("c0", null, "all"), new Category("c1", "c0", "some")])
        {
            writer.Write(category);
        }

        for (int i = 0; i < 20; i++)
        {
            writer.Write(new ItemDescription { ItemId = $"i{i}", Name = $"shirt {i % 3}", CategoryId = i % 2 == 0 ? null : "c1", Attributes = [new ItemAttribute("Type", $"t{i % 4}")] });
        }

        for (int i = 0; i < 2000; i++)
        {
            writer.Write(new ShopEvent { EventId = $"e{i}", UserId = $"u{i % 30}", ItemId = $"i{i % 20}", Action = EventAction.PageView, OccurredAt = Start.AddMinutes(i) });
        }

        writer.Complete(new DatasetManifest { Name = "test", Source = "test" });
    }

    private static IEnumerable<string> SchemaOf(string path)
    {
        using var file = new ParquetFileReader(path);
        return [.. Enumerable.Range(0, file.FileMetaData.NumColumns).Select(column => file.FileMetaData.Schema.Column(column).Name)];
    }

    /// <summary>Every column a text.</summary>
    private static void WriteStrings(string path, IEnumerable<string> names, int rowGroups = 1, int rows = 1)
    {
        Column[] columns = [.. names.Select(static name => new Column<string>(name))];
        using var file = new ParquetFileWriter(path, columns);
        for (int i = 0; i < rowGroups; i++)
        {
            using RowGroupWriter group = file.AppendRowGroup();
            foreach (Column _ in columns)
            {
                using LogicalColumnWriter<string> writer = group.NextColumn().LogicalWriter<string>();
                writer.WriteBatch([.. Enumerable.Repeat("i1", rows)]);
            }
        }

        file.Close();
    }

    /// <summary>Overwrites the last bytes of a column's last page.</summary>
    private static void Spoil(string path, string column)
    {
        long end = 4; // Column chunks follow one another behind the magic.
        using (var reader = new ParquetFileReader(path))
        {
            using RowGroupReader group = reader.RowGroup(0);
            for (int i = 0; i < reader.FileMetaData.NumColumns; i++)
            {
                using ColumnChunkMetaData chunk = group.MetaData.GetColumnChunkMetaData(i);
                end += chunk.TotalCompressedSize;
                if (reader.FileMetaData.Schema.Column(i).Name == column)
                {
                    break;
                }
            }
        }

        using FileStream file = File.OpenWrite(path);
        file.Position = end - 4;
        file.Write([0xFF, 0x00, 0xFF, 0x55]);
    }
}
