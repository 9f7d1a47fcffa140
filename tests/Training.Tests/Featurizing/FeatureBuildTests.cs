using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Fused;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Tests.Featurizing;

public sealed class FeatureBuildTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FeatureOptions Options = new() { Categories = new() { Epochs = 5 } };

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-build-").FullName;

    private DatasetReader Dataset => DatasetReader.Open(At("set"));

    [Theory]
    [InlineData(0)]
    [InlineData(120)]
    public void Build_OneThreadOrSeveral_GivesTheSameBytes(int textVector)
    {
        Write(items: 60, events: 900, textVector);
        Build("a", threads: 1);
        Build("b", threads: 4);
        AssertSame("a", "b");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(120)]
    public void Build_FusedMatrix_HoldsWhatFusingOneByOneGives(int textVector)
    {
        Write(items: 60, events: 900, textVector);
        FeatureFolder folder = Build("a", threads: 2);
        Assert.Equal(textVector, folder.Note.Report.Text.VectorDimension);
        ItemDescription[] items = [.. Dataset.ReadItems(TestContext.Current.CancellationToken)];
        ItemCounts[] counts = FeatureFolder.CountItems(
            Interactions.Load(Dataset, folder.Note.Until, null, TestContext.Current.CancellationToken), folder.Note.Until);
        using FusedMatrixFile matrix = folder.OpenFused(TestContext.Current.CancellationToken);
        float[] fused = new float[folder.Features.Schema.Dimension];
        Assert.Equal(items.Length, matrix.Count);
        foreach ((int row, ItemDescription item) in items.Index())
        {
            folder.Features.Fuse(item, counts[row], fused);
            Assert.Equal(fused.Select(value => (Half)value), matrix.Row(row).ToArray());
        }

        Assert.Equal(items.Select(item => item.ItemId), FusedIds.Read(Path.Combine(folder.Path, "fused.ids")));
    }

    [Fact]
    public void BuiltVectors_OfTheSameData_AgreeAndOfOtherDataSayWhere()
    {
        Write(items: 60, events: 900);
        FeatureFolder folder = Build("a", threads: 2);
        ItemDescription[] items = [.. Dataset.ReadItems(TestContext.Current.CancellationToken)];
        ItemCounts[] counts = FeatureFolder.CountItems(
            Interactions.Load(Dataset, folder.Note.Until, null, TestContext.Current.CancellationToken), folder.Note.Until);

        using BuiltVectors built = BuiltVectors.Of(folder, items, TestContext.Current.CancellationToken)!;

        Assert.Equal("as built; fused anew this item's is the same", built.Compare(7, folder.Features, items[7], counts[7]));
        Assert.Contains(
            "differs in image:", built.Compare(7, folder.Features, items[7] with { Image = null }, counts[7]), StringComparison.Ordinal);
        Assert.Null(BuiltVectors.Of(folder, items[..^1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Build_CategoryRoots_EmbedOnlyWhatIsBelowThem()
    {
        Write(items: 60, events: 900);
        FeatureFolder folder = FeatureFolder.Build(
            Dataset, At("a"), Start.AddDays(20), Options with { CategoryRoots = ["c1", "c2"] }, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, folder.Note.Report.Category.Categories);
        float[] fused = new float[folder.Features.Schema.Dimension];
        Assert.All((string[])["c0", "c1"], category =>
        {
            folder.Features.Fuse(new ItemDescription { ItemId = "x", CategoryId = category }, ItemCounts.None, fused);
            Assert.Equal(category == "c1", fused.AsSpan(79, 15).ContainsAnyExcept(0));
        });
        TandemException error = Assert.Throws<TandemException>(() => FeatureFolder.Build(
            Dataset, At("b"), Start.AddDays(20), Options with { CategoryRoots = ["absent"] }, null, TestContext.Current.CancellationToken));
        Assert.Contains("'absent'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("counting events", 1800)]
    [InlineData("Fitting features", 0)]
    [InlineData("fusing items", 0)]
    public void Build_InterruptedAndCalledAgain_GivesTheSameBytes(string stage, long after)
    {
        Write(items: 60, events: 900);
        File.Copy(At("set/events/part-00000.parquet"), At("set/events/part-00001.parquet"));
        Build("whole", threads: 2);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => FeatureFolder.Build(
            Dataset, At("resumed"), Start.AddDays(20), Options, new FeatureBuildOptions { Threads = 1 }, encoder: null, new StopAt(stage, after, stop), stop.Token));
        Assert.True(File.Exists(At("resumed.partial/build.json")));

        var stages = new Stages();
        FeatureFolder.Build(Dataset, At("resumed"), Start.AddDays(20), Options, new FeatureBuildOptions { Threads = 2 }, encoder: null, stages, TestContext.Current.CancellationToken);
        Assert.Contains("going on with an unfinished build", stages.Names);
        AssertSame("whole", "resumed");
        Assert.False(Directory.Exists(At("resumed.partial")));
    }

    [Fact]
    public void Build_InputChangedSinceTheInterruption_BeginsAgain()
    {
        Write(items: 60, events: 900);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => FeatureFolder.Build(
            Dataset, At("a"), Start.AddDays(20), Options, new FeatureBuildOptions(), encoder: null, new StopAt("fusing items", 0, stop), stop.Token));
        Write(items: 61, events: 900);

        var stages = new Stages();
        FeatureFolder.Build(Dataset, At("a"), Start.AddDays(20), Options, new FeatureBuildOptions(), encoder: null, stages, TestContext.Current.CancellationToken);
        Assert.Contains("inputs or options have changed since the unfinished build: beginning again", stages.Names);
        Build("fresh", threads: 1);
        AssertSame("fresh", "a");
    }

    [Fact]
    public void Build_AFileOfEventsCutOff_IsReportedAndTheRestCounted()
    {
        Write(items: 60, events: 900);
        Build("whole", threads: 1);
        string part = At("set/events/part-00000.parquet");
        File.WriteAllBytes(At("set/events/part-00001.parquet"), File.ReadAllBytes(part)[..^50]);

        FeatureFolder folder = Build("a", threads: 2);

        InputProblem problem = Assert.Single(folder.Note.Problems);
        Assert.Equal((At("set/events/part-00001.parquet"), null), (problem.File, problem.RowGroup));
        Assert.Equal(FeatureFolder.Open(At("whole")).Note.SchemaHash, folder.Note.SchemaHash);
    }

    [Fact]
    public void Build_NoFileOfEventsReadable_IsAnError()
    {
        Write(items: 60, events: 900);
        string part = At("set/events/part-00000.parquet");
        File.WriteAllBytes(part, File.ReadAllBytes(part)[..^50]);
        TandemException error = Assert.Throws<TandemException>(() => Build("a", threads: 1));
        Assert.Contains("No file of events can be read", error.Message, StringComparison.Ordinal);
        Assert.Contains("part-00000.parquet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_FolderWithSomethingElse_IsLeftAlone()
    {
        Write(items: 5, events: 10);
        Directory.CreateDirectory(At("a"));
        File.WriteAllText(At("a/precious.txt"), "mine");
        Assert.Throws<TandemException>(() => Build("a", threads: 1));
        Assert.Equal("mine", File.ReadAllText(At("a/precious.txt")));
    }

    [Fact]
    public void Build_LongDescriptions_LearnsTheirWordsAsAFitOfTheWholeItemsDoes()
    {
        Write(items: 60, events: 900, description: i => string.Join(' ', Enumerable.Range(0, 80).Select(k => $"word{(i * 7) + (k % 9)}")));
        FeatureFolder folder = Build("a", threads: 2);

        ItemDescription[] items = [.. Dataset.ReadItems(TestContext.Current.CancellationToken)];
        ItemCounts[] counts = FeatureFolder.CountItems(
            Interactions.Load(Dataset, folder.Note.Until, null, TestContext.Current.CancellationToken), folder.Note.Until);
        Category[] categories = [.. Dataset.ReadCategories(TestContext.Current.CancellationToken)];
        FittedFeatures whole = FittedFeatures.Fit(items, categories, counts, Options, null, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Schema.Hash, folder.Note.SchemaHash);
        Assert.True(whole.Report.Text.Vocabulary > 500);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private FeatureFolder Build(string name, int threads) => FeatureFolder.Build(
        Dataset, At(name), Start.AddDays(20), Options, new FeatureBuildOptions { Threads = threads }, encoder: null, null, TestContext.Current.CancellationToken);

    /// <summary>The note holds times; everything else must agree.</summary>
    private void AssertSame(string a, string b)
    {
        foreach (string file in (string[])["features.bin", "fused.f16", "fused.ids"])
        {
            Assert.Equal(File.ReadAllBytes(At($"{a}/{file}")), File.ReadAllBytes(At($"{b}/{file}")));
        }
    }

    private void Write(int items, int events, int textVector = 0, Func<int, string>? description = null)
    {
        var random = new Random(11);
        using DatasetWriter writer = DatasetWriter.Create(At("set"));
        foreach (string category in (string[])["c0", "c1", "c2"])
        {
            writer.Write(new Category(category, category == "c0" ? null : "c0", category));
        }

        for (int i = 0; i < items; i++)
        {
            writer.Write(new ItemDescription
            {
                ItemId = $"i{i}",
                ModelId = $"m{i / 2}",
                Name = $"shirt number {i % 9} of {random.Next(5)}",
                CategoryId = i % 5 == 0 ? null : $"c{i % 3}",
                Attributes =
                [
                    new ItemAttribute("Type", $"t{i % 4}"), new ItemAttribute("Colour", $"k{random.Next(6)}"),
                    .. description is null ? [] : new[] { new ItemAttribute("Description", description(i)) },
                ],
                Image = i % 6 == 0 ? null : [.. Enumerable.Range(0, 8).Select(_ => (float)random.NextDouble())],
                TextVector = textVector == 0 || i % 7 == 0 ? null : [.. Enumerable.Range(0, textVector).Select(_ => (float)random.NextDouble())],
            });
        }

        for (int i = 0; i < events; i++)
        {
            writer.Write(new ShopEvent
            {
                EventId = $"e{i}",
                UserId = $"u{random.Next(30)}",
                ItemId = $"i{random.Next(items)}",
                Action = (EventAction)random.Next(EventActions.Count),
                OccurredAt = Start.AddHours(random.Next(24 * 25)),
            });
        }

        writer.Complete(new DatasetManifest { Name = "test", Source = "test" });
    }

    private sealed class StopAt(string stage, long after, CancellationTokenSource stop) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value)
        {
            if (value.Stage == stage && value.Done >= after)
            {
                stop.Cancel();
            }
        }
    }

    private sealed class Stages : IProgress<ProgressReport>
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Names { get; } = [];

        public void Report(ProgressReport value) => Names.Add(value.Stage);
    }
}
