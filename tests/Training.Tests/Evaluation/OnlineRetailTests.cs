using Tandem.Datasets;
using Tandem.Datasets.OnlineRetail;
using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

/// <summary>
/// The Online Retail file, 14 days held out: baselines as published, and a floor under what <see cref="Recommender"/> answers, with a
/// blend fitted on the 14 days before.
/// </summary>
public sealed class OnlineRetailTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tandem-retail-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Run_OnlineRetail_ReproducesTheBaselinesAndBeatsTheBlendOfThem()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string? file = Find();
        Assert.SkipWhen(file is null, "../shared/data/online-retail/online_retail.csv.gz is not there.");
        OnlineRetailImporter.Import(file, _folder, null, cancellation);
        Interactions events = Interactions.Load(DatasetReader.Open(_folder), null, null, cancellation);
        DateTimeOffset cut = Evaluator.Cut(events, 14);
        DateTimeOffset window = cut - TimeSpan.FromDays(14);

        BlendFit fit = BlendFitter.Fit(
            [new BlendWindow(TestModels.Until(events, window), events, window, cut)], new BlendFitterOptions(), null, cancellation);
        EvaluationReport report = Evaluator.Run(
            TestModels.Until(events, cut).WithBlend(fit.Blend), events, EvaluationProtocol.Parse("time-split:14"), null, cancellation);

        Assert.Equal(882, report.Users);
        (double, double) Of(string name) => (Result(report, name).Metrics["ndcg@100"], Result(report, name).NewItems["ndcg@100"]);
        AssertNear(0.127, 0.062, Of("popular"));
        AssertNear(0.174, 0.110, Of("recent-popular"));
        AssertNear(0.221, 0.105, Of("item-knn"));
        AssertNear(0.362, 0.110, Of("repeats"));
        Assert.InRange(Of("blend").Item1, 0.395, 1);
        Assert.InRange(Of("blend").Item2, 0.140, 1);
        Assert.True(report.Differences.Single(static d => d is { B: "repeats", Metric: "ndcg@100", List: "all" }).Low > 0.02);
    }

    private static NamedResult Result(EvaluationReport report, string name) => report.Results.Single(result => result.Name == name);

    private static void AssertNear(double all, double fresh, (double All, double New) actual)
    {
        Assert.InRange(actual.All, all - 0.002, all + 0.002);
        Assert.InRange(actual.New, fresh - 0.002, fresh + 0.002);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "shared", "data", "online-retail", "online_retail.csv.gz");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
