using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Ozon;

/// <summary>An import that is cut off and gone on with, of a market with several files a table, doubled items and a damaged page.</summary>
public sealed class OzonResumeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public OzonResumeTests()
    {
        MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 10, Days = 2 }, _folder["raw"]);
        File.Copy(Raw("items/part-00000.parquet"), Raw("items/part-00009.parquet"));
        for (int file = 0; file < 3; file++)
        {
            ParquetDamage.WriteTracker(Raw($"tracker/extra-{file}.parquet"), item: 100_003 - file, rowGroups: 2, rows: 20_000);
        }

        ParquetDamage.SpoilLastPage(Raw("tracker/extra-1.parquet"), rowGroup: 0, column: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Import_InterruptedAgainAndAgain_GivesTheSameBytes(int threads)
    {
        int reports = Whole();
        int interruptions = 0;
        foreach (int after in Enumerable.Range(0, 12).Select(point => 1 + (point * reports / 12)))
        {
            interruptions += Interrupted(after, threads) ? 1 : 0;
        }

        Assert.InRange(interruptions, 3, 12);
        ImportReport report = Import("set");

        Assert.Equal(TestFolder.Hashes(_folder["whole"]), TestFolder.Hashes(_folder["set"]));
        Assert.InRange(report.Rejected["item id came before"], 1, 200);
        Assert.Equal(["raw", "set", "whole"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Import_AnyNumberOfThreads_GivesTheSameBytes()
    {
        Whole();
        OzonImporter.Import(_folder["raw"], _folder["set"], new OzonImportOptions { Threads = 7 });
        Assert.Equal(TestFolder.Hashes(_folder["whole"]), TestFolder.Hashes(_folder["set"]));
    }

    [Fact]
    public void Import_Resumed_DoesNotReadAgainWhatIsDone()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        string part = Directory.GetFiles(Path.Combine(_folder["set.partial"], "events"), "part-tracker-*.parquet").Order().First();
        DateTime written = File.GetLastWriteTimeUtc(part);
        var said = new Reports();
        Import("set", said);
        Assert.Equal(written, File.GetLastWriteTimeUtc(part.Replace("set.partial", "set", StringComparison.Ordinal)));
        Assert.Contains(said.Stages, stage => stage.StartsWith("going on with an unfinished import", StringComparison.Ordinal));
    }

    [Fact]
    public void Import_FileOfEventsChangedSince_ImportsItAgain()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        ParquetDamage.WriteTracker(Raw("tracker/extra-0.parquet"), item: 100_003, rowGroups: 1, rows: 5_000);
        AssertResumedAsNew("tracker/extra-0.parquet (or what it depends on) has changed");
    }

    [Fact]
    public void Import_FileOfItemsChangedSince_ImportsWhatDependsOnThemAgain()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        File.Delete(Raw("items/part-00000.parquet"));
        File.Move(Raw("items/part-00009.parquet"), Raw("items/part-00000.parquet"));
        AssertResumedAsNew("items/part-00000.parquet (or what it depends on) has changed");
    }

    [Fact]
    public void Import_FileAddedBeforeTheOthers_GivesWhatANewImportGives()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        ParquetDamage.WriteTracker(Raw("tracker/a-first.parquet"), item: 100_003, rowGroups: 1, rows: 5_000);
        AssertResumedAsNew("has changed");
    }

    [Fact]
    public void Import_PartCutOffOrSpoiltSince_IsImportedAgain()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        string[] parts = [.. Directory.GetFiles(_folder["set.partial"], "part-*-*.parquet", SearchOption.AllDirectories).Order()];
        string items = parts.First(part => part.Contains("part-items", StringComparison.Ordinal));
        File.WriteAllBytes(parts[0], File.ReadAllBytes(parts[0])[..100]);
        File.WriteAllBytes(items, new byte[new FileInfo(items).Length]);
        Import("set");
        Assert.Equal(TestFolder.Hashes(_folder["whole"]), TestFolder.Hashes(_folder["set"]));
    }

    [Fact]
    public void Import_OfAnotherFolderIntoAnUnfinishedOne_Refuses()
    {
        Assert.True(Interrupted(2, threads: 1));
        Directory.Move(_folder["raw"], _folder["other"]);
        string error = Assert.Throws<TandemException>(() => OzonImporter.Import(_folder["other"], _folder["set"])).Message;
        Assert.Contains("holds an unfinished import of ozon " + _folder["raw"], error, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WriterOnAnUnfinishedImport_RefusesAndKeepsIt()
    {
        Assert.True(Interrupted(Whole() - 1, threads: 1));
        string error = Assert.Throws<TandemException>(() => DatasetWriter.Create(_folder["set"])).Message;
        Assert.Contains("holds an unfinished import", error, StringComparison.Ordinal);
        Import("set");
        Assert.Equal(TestFolder.Hashes(_folder["whole"]), TestFolder.Hashes(_folder["set"]));
    }

    [Fact]
    public void Import_RemnantsOfAnotherWriter_AreRemoved()
    {
        Directory.CreateDirectory(Path.Combine(_folder["set.partial"], "events"));
        File.WriteAllText(Path.Combine(_folder["set.partial"], "events", "part-00000.parquet"), "half");
        Whole();
        Import("set");
        Assert.Equal(TestFolder.Hashes(_folder["whole"]), TestFolder.Hashes(_folder["set"]));
    }

    [Fact]
    public void Import_TooLittleMemory_SaysHowMuchIsNeeded()
    {
        string error = Assert.Throws<TandemException>(
            () => OzonImporter.Import(_folder["raw"], _folder["set"], new OzonImportOptions { Memory = 1 << 20 })).Message;
        Assert.Contains("give at least 1073741824", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["set.partial"]));
    }

    public void Dispose() => _folder.Dispose();

    private string Raw(string name) => Path.Combine(_folder["raw"], name);

    private ImportReport Import(string set, IProgress<ProgressReport>? progress = null) =>
        OzonImporter.Import(_folder["raw"], _folder[set], new OzonImportOptions { Threads = 2 }, progress);

    /// <summary>An import that nothing interrupts; gives its number of reports.</summary>
    private int Whole()
    {
        var reports = new Reports();
        Import("whole", reports);
        return reports.Stages.Count;
    }

    /// <summary>Cancels at a report; false if the import was over before.</summary>
    private bool Interrupted(int after, int threads)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            OzonImporter.Import(
                _folder["raw"], _folder["set"], new OzonImportOptions { Threads = threads }, new Reports { At = after, Reached = stop.Cancel }, stop.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void AssertResumedAsNew(string said)
    {
        var reports = new Reports();
        Import("set", reports);
        Import("new");
        Assert.Equal(TestFolder.Hashes(_folder["new"]), TestFolder.Hashes(_folder["set"]));
        Assert.Contains(reports.Stages, stage => stage.Contains(said, StringComparison.Ordinal));
    }

    private sealed class Reports : IProgress<ProgressReport>
    {
        public List<string> Stages { get; } = [];

        public int At { get; init; }

        public Action? Reached { get; init; }

        public void Report(ProgressReport value)
        {
            lock (Stages)
            {
                Stages.Add(value.Stage);
                if (Stages.Count == At)
                {
                    Reached!();
                }
            }
        }
    }
}
