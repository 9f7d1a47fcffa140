using Tandem.Training.Experiments;
using Tandem.Training.Experiments.Blocks;
using Tandem.Training.Managed;

namespace Tandem.Training.Tests.Experiments;

/// <summary>
/// Both experiments from a real shop's events to their report: what they say of the strategies and blocks, and floors a little below what
/// is reached. The figures of whole runs are in docs/guides/target-strategies.md and docs/guides/item-embeddings.md.
/// </summary>
public sealed class RetailExperimentTests(RetailSample sample) : IClassFixture<RetailSample>
{
    private const double FloorOfTowers = 0.09;
    private const double FloorOfBlend = 0.36;

    /// <summary>Share of the in-batch softmax's NDCG; it reaches .53 here.</summary>
    private const double CeilingOfOriginal = 0.65;

    [Fact]
    public void Targets_OriginalAgainstInBatch_SaysThatTheOriginalFails()
    {
        ExperimentReport report = Run();

        ExperimentResult original = report.Results.Single(static result => result.Name == "original");
        ExperimentResult inBatch = report.Results.Single(static result => result.Name == "in-batch-softmax");
        Assert.Equal("in-batch-softmax", report.Best);
        Assert.InRange(inBatch.Metrics["ndcg@100"], FloorOfTowers, 1);
        Assert.InRange(original.Metrics["ndcg@100"], 0, inBatch.Metrics["ndcg@100"] * CeilingOfOriginal);
        Assert.True(report.Differences.Single(static d => d is { A: "original", B: "in-batch-softmax", List: "all" }).High < 0);
        Assert.All(report.Results.Where(static result => result.Runs.Count > 0), static result => Assert.Equal(2, result.Runs.Single().Curve.Count(static p => p.Validation > 0)));
        Assert.Equal(
            ["popular", "recent-popular", "item-knn", "repeats", "covisitation", "ease", "likeness"],
            report.Results.Where(static result => result.Runs.Count == 0).Select(static result => result.Name));

        // Everything is kept: the second execution trains nothing and says the same.
        string[] runs = Directory.GetFiles(sample.At("targets"), "run.json", SearchOption.AllDirectories);
        DateTime[] written = [.. runs.Select(File.GetLastWriteTimeUtc)];
        ExperimentReport again = Run();
        Assert.Equal(written, runs.Select(File.GetLastWriteTimeUtc));
        Assert.Equivalent(report.Differences, again.Differences, strict: true);

        ExperimentReport Run() => new TargetExperiment(new ManagedTowerEngineFactory(), TimeProvider.System).Run(
            sample.Dataset(), sample.Features, RetailSample.Options("original", "in-batch-softmax"), sample.At("targets"), null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Features_BlocksOfAShop_AreComparedByTowersAndBlend()
    {
        BlockReport report = new BlockExperiment(new ManagedTowerEngineFactory(), TimeProvider.System).Run(
            sample.Dataset(), sample.Features, RetailSample.Options("in-batch-softmax"), sample.At("blocks"), null, TestContext.Current.CancellationToken);

        Assert.Equal(["all", "without-popularity", "without-text", "ids-only"], report.Selections);
        Assert.Equal(["attributes", "category", "image"], report.Absent);
        Assert.All(report.Selections, selection => Assert.InRange(Ndcg(selection + "/blend"), FloorOfBlend, 1));
        Assert.InRange(Ndcg("all/towers"), FloorOfTowers, 1);
        Assert.Equal(
            ["without-popularity", "without-text", "ids-only"],
            report.Differences.Where(static d => d is { B: "all/towers", List: "all" }).Select(static d => d.A.Split('/')[0]));
        Assert.All(report.Differences, static d => Assert.True(d.Low <= d.Mean && d.Mean <= d.High));

        double Ndcg(string name) => report.Results.Single(result => result.Name == name).Metrics["ndcg@100"];
    }
}
