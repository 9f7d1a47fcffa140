using System.Text.Json;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class NextItemSplitTests
{
    // A step a day, everybody's last on day 9, as the importer of sequences writes them. Of w no last step is known.
    private static readonly (string User, int Item, double Day, EventAction Action)[] Steps =
    [
        ("u", 0, 6, EventAction.Order), ("u", 1, 7, EventAction.Order), ("u", 2, 8, EventAction.Order), ("u", 3, 9, EventAction.Order),
        ("v", 0, 6, EventAction.Order), ("v", 2, 7, EventAction.Order), ("v", 1, 8, EventAction.Order), ("v", 4, 9, EventAction.Order),
        ("w", 0, 6, EventAction.Order), ("w", 3, 7, EventAction.Order),
    ];

    private static readonly Interactions Events = TestEvents.Of(5, Steps);

    private static EvaluationReport Run(double trainedUntil, Interactions? events = null, string protocol = "s3rec") => Evaluator.Run(
        TestModels.Until(events ?? Events, TestEvents.At(trainedUntil)),
        events ?? Events,
        EvaluationProtocol.Parse(protocol),
        null,
        TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("s3rec")]
    [InlineData("gsasrec")]
    public void Run_Protocol_FindsTheLastStepOfThoseWhoHaveOne(string protocol)
    {
        EvaluationReport report = Run(7, protocol: protocol);
        Assert.Equal((protocol, 2), (report.Protocol, report.Users));
    }

    [Fact]
    public void Run_Popular_CountsTrainingStepsAndHidesTheWholeHistory()
    {
        // Until day 7: item 0 three orders, 1, 2 and 3 one each, 4 none. Of what u has not, 3 is first; v's 4 was never seen and comes after 3.
        NamedResult popular = Run(7).Results.Single(static result => result.Name == "popular");
        Assert.Equal((1 + (1 / Math.Log2(3))) / 2, popular.Metrics["ndcg@10"], 10);
    }

    [Fact]
    public void Run_BundleThatLearnedFromTheValidationStep_IsRefused()
    {
        TandemException error = Assert.Throws<TandemException>(() => Run(8));
        Assert.Contains("has seen held-out steps", error.Message, StringComparison.Ordinal);
        Assert.Contains("--holdout 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TwoOutcomesOnTheLastDay_AreNoSequence()
    {
        Interactions shop = TestEvents.Of(5, [.. Steps, ("u", 4, 9, EventAction.Order)]);
        Assert.Contains("is for imported sequences", Assert.Throws<TandemException>(() => Run(7, shop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_AsJson_LeavesThePerUserFiguresOut()
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(Run(7), JsonSerializerOptions.Web));
        Assert.Equal("s3rec", json.RootElement.GetProperty("protocol").GetString());
        Assert.False(json.RootElement.TryGetProperty("perUser", out _));
    }
}
