using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Experiments.Pages;

namespace Tandem.Training.Tests.Experiments;

public sealed class ExperimentPageTests
{
    [Fact]
    public void Write_HostileNames_AreEscaped()
    {
        string page = ExperimentPage.Write(Report("<script>alert(1)</script>", 0.01));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyReport_RefersToNothingElsewhere()
    {
        string page = ExperimentPage.Write(Report("shop", 0.01));

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.01, "which the choice of users does not explain")]
    [InlineData(-0.01, "which may be chance")]
    public void Conclusion_Interval_SaysWhetherTheLeadIsReal(double low, string expected) =>
        Assert.Contains(expected, ExperimentPage.Conclusion(Report("shop", low)), StringComparison.Ordinal);

    [Fact]
    public void Write_FailedStrategy_SaysWhy() =>
        Assert.Contains("finds no target", ExperimentPage.Write(Report("shop", 0.01)), StringComparison.Ordinal);

    private static ExperimentReport Report(string dataset, double low)
    {
        var none = new Dictionary<string, double>();
        RunRecord run = new("", 1, null, [new EpochSummary(1, 10, 2, 0.1), new EpochSummary(1, 20, 1, 0.2)], 5, 20, 1.5, 100);
        ExperimentResult Of(string name, double value) =>
            new(name, new Dictionary<string, double> { ["ndcg@100"] = value }, none, none, none, none, none) { Runs = [run], BySeed = [value], Target = "{}" };
        return new ExperimentReport(
            "time-split:14",
            10,
            20,
            [Of("one", 0.2), Of("two", 0.15), Of("three", 0) with { Metrics = none, Failure = "seed 1: it finds no target" }],
            [new MetricDifference("one", "two", "ndcg@100", "all", 0.05, low, 0.09)])
        {
            Dataset = dataset,
            Simulated = false,
            Engine = "test",
            Groups = new UserGroups(10, 9, 1, 2, 8, 7, 9),
            Budget = new ExperimentBudget(20, null),
            Seeds = [1],
            Metric = "ndcg@100",
            TrainedUntil = DateTimeOffset.UnixEpoch,
            Cut = DateTimeOffset.UnixEpoch.AddDays(14),
            Best = "one",
        };
    }
}
