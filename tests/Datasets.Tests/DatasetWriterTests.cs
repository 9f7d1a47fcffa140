using Tandem.Domain;

namespace Tandem.Datasets.Tests;

public sealed class DatasetWriterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Create_FolderThatIsNoDataset_Refuses()
    {
        Directory.CreateDirectory(_folder["mine"]);
        File.WriteAllText(Path.Combine(_folder["mine"], "letter.txt"), "dear");
        TandemException error = Assert.Throws<TandemException>(() => DatasetWriter.Create(_folder["mine"]));
        Assert.Contains("is no dataset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_AnotherWriterAtWork_Refuses()
    {
        using DatasetWriter first = DatasetWriter.Create(_folder["set"]);
        Assert.Throws<TandemException>(() => DatasetWriter.Create(_folder["set"]));
    }

    [Fact]
    public void Dispose_WithoutComplete_LeavesTheOlderDataset()
    {
        Complete("older");
        using (DatasetWriter writer = DatasetWriter.Create(_folder["set"]))
        {
            writer.Write(new Category("1", null, "x"));
        }

        Assert.Equal("older", DatasetReader.Open(_folder["set"]).Manifest.Name);
        Assert.Equal([_folder["set"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Complete_OlderDataset_IsReplaced()
    {
        Complete("older");
        Complete("newer");
        Assert.Equal("newer", DatasetReader.Open(_folder["set"]).Manifest.Name);
    }

    [Fact]
    public void Complete_Manifest_HasCountsTimesAndLengthsOfVectors()
    {
        DateTimeOffset start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using DatasetWriter writer = DatasetWriter.Create(_folder["set"]);
        for (int i = 0; i < 10; i++)
        {
            writer.Write(new ShopEvent { EventId = $"{i}", UserId = $"{i % 3}", ItemId = "x", Action = EventAction.Order, OccurredAt = start.AddHours((i * 7) % 10) });
        }

        writer.Write(new ItemDescription { ItemId = "x", Image = [1, 2, 3], TextVector = [4, 5] });
        DatasetManifest manifest = writer.Complete(new DatasetManifest { Name = "n", Source = "s" });
        Assert.Equal(
            (10L, 3L, 1L, 0L, 3, 2, start, start.AddHours(9)),
            (manifest.Events, manifest.Users, manifest.Items, manifest.Categories, manifest.ImageDimension, manifest.TextVectorDimension, manifest.FirstEventAt, manifest.LastEventAt));
    }

    [Fact]
    public void Complete_ManifestFile_IsCamelCaseWithWireNames()
    {
        Complete("n");
        string json = File.ReadAllText(Path.Combine(_folder["set"], "dataset.json"));
        Assert.Contains("\"outcome\": \"delivered\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ItemTwice_Fails()
    {
        using DatasetWriter writer = DatasetWriter.Create(_folder["set"]);
        writer.Write(new ItemDescription { ItemId = "x" });
        Assert.Throws<TandemException>(() => writer.Write(new ItemDescription { ItemId = "x" }));
    }

    [Fact]
    public void Write_ImageOfAnotherLength_NamesBothLengths()
    {
        using DatasetWriter writer = DatasetWriter.Create(_folder["set"]);
        writer.Write(new ItemDescription { ItemId = "x", Image = new float[512] });
        TandemException error = Assert.Throws<TandemException>(() => writer.Write(new ItemDescription { ItemId = "y", Image = new float[128] }));
        Assert.Contains("128 floats, earlier items of 512", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TextVectorOfAnotherLength_NamesTheItemAndBothLengths()
    {
        using DatasetWriter writer = DatasetWriter.Create(_folder["set"]);
        writer.Write(new ItemDescription { ItemId = "x", Image = new float[512], TextVector = new float[384] });
        TandemException error = Assert.Throws<TandemException>(() => writer.Write(new ItemDescription { ItemId = "y", TextVector = new float[512] }));
        Assert.Contains("Item 'y' has a text vector of 512 floats, earlier items of 384", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerFormat_NamesBothVersions()
    {
        Complete("n");
        string file = Path.Combine(_folder["set"], "dataset.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"formatVersion\": 1", "\"formatVersion\": 9", StringComparison.Ordinal));
        TandemException error = Assert.Throws<TandemException>(() => DatasetReader.Open(_folder["set"]));
        Assert.Contains("format version 9; this version reads 1 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDataset_SaysSo() => Assert.Throws<TandemException>(() => DatasetReader.Open(_folder["none"]));

    [Fact]
    public void ReadEvents_CorruptedPart_NamesTheFile()
    {
        Complete("n");
        string part = Path.Combine(_folder["set"], "events", "part-00000.parquet");
        byte[] bytes = File.ReadAllBytes(part);
        File.WriteAllBytes(part, bytes[..(bytes.Length / 2)]);
        TandemException error = Assert.Throws<DamagedInputException>(() => DatasetReader.Open(_folder["set"]).ReadEvents().ToList());
        Assert.Contains("part-00000.parquet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EventOfUnknownItem_IsCountedAndSkipped()
    {
        Complete("n");
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["set"]));
        Assert.Equal((1, 1L), (rows.Count, rows.UnknownItemEvents));
    }

    public void Dispose() => _folder.Dispose();

    private void Complete(string name)
    {
        using DatasetWriter writer = DatasetWriter.Create(_folder["set"]);
        writer.Write(new ItemDescription { ItemId = "known" });
        foreach (string item in new[] { "known", "unknown" })
        {
            writer.Write(new ShopEvent { EventId = item, UserId = "u", ItemId = item, Action = EventAction.Order, OccurredAt = DateTimeOffset.UnixEpoch });
        }

        writer.Complete(new DatasetManifest { Name = name, Source = "s", Outcome = EventAction.Delivered });
    }
}
