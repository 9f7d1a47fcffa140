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

    [Fact]
    public void Import_MovieLensSplit_HasItsUsersAndHeldOutSteps()
    {
        ImportReport report = SequencesImporter.Import(Path.GetDirectoryName(SharedData.Require("ml-1m/dataset_stats.json"))!, null, _folder["set"]);
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["set"]));
        long last = SequencesImporter.End.ToUnixTimeMilliseconds();
        Assert.Equal((6_040L, 3_416L, 987_019L + (2 * 512)), (report.Manifest.Users, report.Manifest.Items, report.Manifest.Events));
        Assert.Equal(512, rows.OccurredAt.Count(time => time == last));
        Assert.Equal(987_019, rows.Until(SequencesImporter.End.AddDays(-2)).Count);
    }

    [Fact]
    public void Import_SplitFolder_EndsTrainingTwoStepsBeforeValidation()
    {
        ImportReport report = ImportSplit("1 2\n3 4\n", "3 4 5\n", "6\n");
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["set"]));
        Assert.Equal(2, report.Taken);
        Assert.Equal(
            ["1 1 -3", "1 2 -2", "2 3 -3", "2 4 -2", "2 5 -1", "2 6 0"],
            Enumerable.Range(0, rows.UserCount).SelectMany(user => Enumerable
                .Range(rows.UserStart[user], rows.UserStart[user + 1] - rows.UserStart[user])
                .Select(row => $"{rows.UserIds[user]} {rows.ItemIds[rows.Item[row]]} {(DateTimeOffset.FromUnixTimeMilliseconds(rows.OccurredAt[row]) - SequencesImporter.End).TotalDays}")));
    }

    [Fact]
    public void Import_ValidationOfNoTrainingLine_IsRejectedWithTheReason()
    {
        ImportReport report = ImportSplit("1 2\n", "7 8 9\n", "6\n");
        Assert.Equal("no training line that it goes on from by one step", Assert.Single(report.Samples).Reason);
    }

    [Fact]
    public void Import_SplitFilesOfDifferentLength_SaysBoth()
    {
        TandemException error = Assert.Throws<TandemException>(() => ImportSplit("1 2\n", "1 2 3\n", ""));
        Assert.Contains("has 1 lines", error.Message, StringComparison.Ordinal);
        Assert.Contains("has 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_UsersOfAnyLength_EndAtTheSameTime()
    {
        ImportText("u 1 2 3\nv 4 1\n", null);
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["set"]));
        Interactions known = rows.Until(SequencesImporter.End.AddDays(-1));
        Assert.Equal(["1", "2", "4"], known.Item.Select(item => known.ItemIds[item]));
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

    [Fact]
    public void Import_Interrupted_LeavesTheOlderDatasetAndNoHalfOne()
    {
        ImportText("old 1 2\n", null);
        File.WriteAllText(_folder["in.txt"], "new 3 4\n");

        Assert.ThrowsAny<OperationCanceledException>(() => SequencesImporter.Import(
            _folder["in.txt"], null, _folder["set"], cancellation: new CancellationToken(canceled: true)));

        Assert.All(DatasetReader.Open(_folder["set"]).ReadEvents(), static shopEvent => Assert.Equal("old", shopEvent.UserId));
        Assert.False(Directory.Exists(_folder["set.partial"]));
    }

    public void Dispose() => _folder.Dispose();

    private ImportReport ImportSplit(string train, string input, string output)
    {
        foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("train/input.txt", train), ("val/input.txt", input), ("val/output.txt", output)])
        {
            string file = Path.Combine(_folder["split"], name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return SequencesImporter.Import(_folder["split"], null, _folder["set"]);
    }

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
