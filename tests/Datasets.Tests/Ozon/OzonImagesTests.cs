using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;

namespace Tandem.Datasets.Tests.Ozon;

/// <summary>Items whose images are lists of lists, in a Parquet file as the only file of the table.</summary>
public sealed class OzonImagesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public OzonImagesTests()
    {
        MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 10, Days = 2 }, _folder["raw"]);
        foreach (string file in Directory.GetFiles(Path.Combine(_folder["raw"], "items")))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Import_SeveralImages_GivesTheMeanOfTheirUnitVectors() =>
        AssertImages([[[3, 4], [0, 2]]], [[0.3f, 0.9f]]);

    [Fact]
    public void Import_OneImageInAListOfLists_IsScaledToLengthOne() =>
        AssertImages([[[3, 4]], [[0, 5]]], [[0.6f, 0.8f], [0, 1]]);

    [Fact]
    public void Import_UnusableImages_AreLeftOut() => AssertImages(
        [[[0, 0], null, [], [1, null], [float.NaN, 1], [0, 7]], null, [], [null], [[0, 0]], [[2, 0], [2, 0]]],
        [[0, 1], null, null, null, null, [1, 0]]);

    [Fact]
    public void Import_PlainList_IsTakenAsItIs()
    {
        WriteItems<float?[]?>([[3, 4], null, [0, 2]]);
        Assert.Equal([[3f, 4f], null, [0f, 2f]], Images(Import()));
    }

    [Fact]
    public void Import_ManyImages_ReadsOverTheBordersOfPages()
    {
        // More levels than are read at once, in lists of uneven length.
        float?[]?[][] rows = [.. Enumerable.Range(0, 3_000).Select(row => Enumerable.Repeat<float?[]?>([row + 1, 0, 0], 1 + (row % 5)).ToArray())];
        AssertImages(rows, Enumerable.Repeat<float[]?>([1, 0, 0], rows.Length).ToArray());
    }

    [Fact]
    public void Import_ImageOfAnotherLength_RejectsItsItem()
    {
        WriteItems<float?[]?[]?>([[[3, 4]], [[1, 0], [1, 0, 0]]]);
        ImportReport report = Import();
        Assert.Contains("image of another length than 2", report.Rejected.Keys);
        Assert.Equal(1, report.Manifest.Items);
    }

    public void Dispose() => _folder.Dispose();

    private float[]?[] Images(ImportReport report)
    {
        Assert.DoesNotContain(report.Rejected.Keys, reason => reason.Contains("image", StringComparison.Ordinal));
        return [.. DatasetReader.Open(_folder["set"]).ReadItems().Select(item => item.Image)];
    }

    private void AssertImages(float?[]?[]?[] rows, float[]?[] expected)
    {
        WriteItems(rows);
        float[]?[] images = Images(Import());
        Assert.Equal(expected.Length, images.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row] is null, images[row] is null);
            Assert.All(expected[row] ?? [], (value, i) => Assert.Equal(value, images[row]![i], 1e-6f));
            Assert.Equal(expected[row]?.Length, images[row]?.Length);
        }
    }

    private ImportReport Import() => OzonImporter.Import(_folder["raw"], _folder["set"]);

    private void WriteItems<TImages>(TImages[] images)
    {
        using LogicalType list = LogicalType.List();
        using Node id = new Column<int>("item_id").CreateSchemaNode();
        using Node name = new Column<string>("itemname").CreateSchemaNode();
        using Node attribute = new Column<string>("attribute_name").CreateSchemaNode();
        using Node value = new Column<string>("attribute_value").CreateSchemaNode();
        using var element = new GroupNode("element", Repetition.Optional, [attribute, value]);
        using var repeated = new GroupNode("list", Repetition.Repeated, [element]);
        using var attributes = new GroupNode("attributes", Repetition.Optional, [repeated], list);
        using Node image = new Column<TImages>("fclip_embed").CreateSchemaNode();
        using Node catalog = new Column<long>("catalogid").CreateSchemaNode();
        using Node model = new Column<int>("model_id").CreateSchemaNode();
        using var schema = new GroupNode("schema", Repetition.Required, [id, name, attributes, image, catalog, model]);
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Build();
        using var file = new ParquetFileWriter(Path.Combine(_folder["raw"], "items", "part-00000.parquet"), schema, properties);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            int[] ids = [.. Enumerable.Range(100_003, images.Length)];
            Write(group, ids);
            Write(group, Array.ConvertAll(ids, static _ => "name"));
            Write(group, Array.ConvertAll(ids, static _ => Array.Empty<Nested<string>?>()));
            Write(group, Array.ConvertAll(ids, static _ => Array.Empty<Nested<string>?>()));
            Write(group, images);
            Write(group, Array.ConvertAll(ids, static _ => 7500L));
            Write(group, ids);
        }

        file.Close();
    }

    private static void Write<T>(RowGroupWriter group, T[] values)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }
}
