using Tandem.Datasets.Importing;
using Tandem.Datasets.Sequences;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Sequences;

public sealed class SequencesImporterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Import_Beauty_HasItsPublishedCounts()
    {
        ImportReport report = SequencesImporter.Import(
            SharedData.Require("amazon-beauty/Beauty.txt.gz"),
            SharedData.Require("amazon-beauty/Beauty_item2attributes.json.gz"),
            _folder["set"]);
        Assert.Equal((22_363L, 12_101L, 198_502L), (report.Manifest.Users, report.Manifest.Items, report.Manifest.Events));
        Assert.Equal(12_101, report.Notes["items with attributes"]);
    }

    [Fact]
    public void Import_Line_KeepsItsOrder()
    {
        ImportText("u 3 1 2 1\n", null);
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["set"]));
        Assert.Equal(["3", "1", "2", "1"], rows.Item.Select(item => rows.ItemIds[item]));
    }

    [Theory]
    [InlineData("lonely", "no user and item")]
    [InlineData("", "no user and item")]
    [InlineData("u 5", "user came before")]
    public void Import_BadLine_IsRejectedAndTheNextIsTaken(string line, string reason)
    {
        ImportReport report = ImportText($"u 1 2\n{line}\nv 1\n", null);
        Assert.Equal((2L, 1L, 2L), (report.Taken, report.Rejected.GetValueOrDefault(reason), report.Samples[0].Line));
    }

    [Fact]
    public void Import_Attributes_GoToTheirItems()
    {
        ImportText("u 1 2\n", """{"2": [7, 8], "9": [1]}""");
        Assert.Equal(
            [[], [new ItemAttribute("attribute", "7"), new ItemAttribute("attribute", "8")]],
            DatasetReader.Open(_folder["set"]).ReadItems().Select(item => item.Attributes));
    }

    [Fact]
    public void Import_AttributesInAnotherFormat_SaysWhatIsNeeded()
    {
        TandemException error = Assert.Throws<TandemException>(() => ImportText("u 1 2\n", "[1, 2]"));
        Assert.Contains("One JSON object is needed", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ImportReport ImportText(string text, string? attributes)
    {
        File.WriteAllText(_folder["in.txt"], text);
        if (attributes is not null)
        {
            File.WriteAllText(_folder["attributes.json"], attributes);
        }

        return SequencesImporter.Import(_folder["in.txt"], attributes is null ? null : _folder["attributes.json"], _folder["set"]);
    }
}
