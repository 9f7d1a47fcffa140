using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Experiments.Blocks;
using Tandem.Training.Experiments.Pages;

namespace Tandem.Training.Tests.Experiments;

public sealed class BlockPageTests
{
    [Fact]
    public void Write_HostileNames_AreEscapedAndNothingIsFetched()
    {
        string page = BlockPage.Write(Report("<script>alert(1)</script>"));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Differences_AreDrawnUnderTheirRankingAndList()
    {
        string page = BlockPage.Write(Report("shop"));

        Assert.Contains("-0.0300 (-0.0500 to -0.0100)", page, StringComparison.Ordinal);
        Assert.Contains("nothing for: image", page, StringComparison.Ordinal);
    }

    private static BlockReport Report(string dataset)
    {
        var metrics = new Dictionary<string, double> { ["ndcg@100"] = 0.2 };
        BlockResult Of(string name) => new(name, metrics, metrics, metrics, metrics, metrics) { BySeed = [0.19, 0.21] };
        return new BlockReport(
            "time-split:14",
            10,
            20,
            [Of("all/towers"), Of("all/blend"), Of("without-text/towers"), Of("without-text/blend")],
            [new MetricDifference("without-text/towers", "all/towers", "ndcg@100", "cold", -0.03, -0.05, -0.01)])
        {
            Dataset = dataset,
            Simulated = true,
            Engine = "test",
            Target = "sampled-softmax",
            Groups = new UserGroups(10, 9, 1, 2, 8, 7, 9),
            Budget = new ExperimentBudget(20, null),
            Seeds = [1, 2],
            Metric = "ndcg@100",
            TrainedUntil = DateTimeOffset.UnixEpoch,
            Cut = DateTimeOffset.UnixEpoch.AddDays(14),
            Selections = ["all", "without-text"],
            Absent = ["image"],
        };
    }
}
