using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class EvaluatorTests
{
    // Popularity by day 5: item 0 three orders, item 1 two, item 2 one. u repeats 0 and takes the new 2; w is new and takes 1.
    private static readonly (string User, int Item, double Day, EventAction Action)[] Rows =
    [
        ("u", 0, 1, EventAction.Order),
        ("x", 0, 1, EventAction.Order),
        ("y", 0, 2, EventAction.Order),
        ("x", 1, 3, EventAction.Order),
        ("y", 1, 3, EventAction.Order),
        ("y", 2, 4, EventAction.Order),
        ("u", 0, 8, EventAction.Order),
        ("u", 2, 8, EventAction.Order),
        ("w", 1, 9, EventAction.Order),
        ("z", 3, 10, EventAction.PageView),
    ];

    private static readonly Interactions Events = TestEvents.Of(4, Rows);

    private static EvaluationReport Run(string protocol = "time-split:5") => Evaluator.Run(
        TestModels.Until(Events, TestEvents.At(5)), Events, EvaluationProtocol.Parse(protocol), null, TestContext.Current.CancellationToken);

    private static NamedResult Result(string name) => Run().Results.Single(result => result.Name == name);

    [Fact]
    public void Run_Popular_HasTheNdcgComputedByHand()
    {
        // u finds 0 at rank 1 and 2 at rank 3 of 2; w finds 1 at rank 2 of 1.
        double u = (1 + (1 / Math.Log2(4))) / (1 + (1 / Math.Log2(3)));
        double w = 1 / Math.Log2(3);

        Assert.Equal((u + w) / 2, Result("popular").Metrics["ndcg@10"], 10);
    }

    [Fact]
    public void Run_Popular_NewItemsLeaveOutWhatWasOwned()
    {
        // Without 0, u finds 2 at rank 2; for w nothing changes.
        Assert.Equal(1 / Math.Log2(3), Result("popular").NewItems["ndcg@10"], 10);
    }

    [Fact]
    public void Run_Cold_IsOverUsersWithoutHistory() =>
        Assert.Equal(1 / Math.Log2(3), Result("popular").Cold["ndcg@10"], 10);

    [Fact]
    public void Run_ItemKnn_RanksByShrunkenCosine()
    {
        // From item 0 (3 buyers): S(0,1) = 2 / (√6 + 20), S(0,2) = 1 / (√3 + 20): 1 before 2, and 0, unscored, comes from the filling.
        double u = ((1 / Math.Log2(3)) + (1 / Math.Log2(4))) / (1 + (1 / Math.Log2(3)));
        double w = 1 / Math.Log2(3);

        Assert.Equal((u + w) / 2, Result("item-knn").Metrics["ndcg@10"], 10);
    }

    [Fact]
    public void Run_Repeats_PutsOwnItemsFirst()
    {
        double u = (1 + (1 / Math.Log2(4))) / (1 + (1 / Math.Log2(3)));
        double w = 1 / Math.Log2(3);

        Assert.Equal((u + w) / 2, Result("repeats").Metrics["ndcg@10"], 10);
    }

    [Fact]
    public void Run_Results_NameTheBaselinesTheSourcesAndTheBlend() =>
        Assert.Equal(
            [
                "popular", "recent-popular", "item-knn", "repeats", "covisitation", "ease", "likeness", "blend",
                "blend without repeats", "blend without covisitation", "blend without ease", "blend without likeness", "blend without popular",
            ],
            Run().Results.Select(static result => result.Name));

    [Fact]
    public void Run_Counts_AreOfUsersAndAllItems()
    {
        EvaluationReport report = Run();

        Assert.Equal((2, 4, "time-split:5"), (report.Users, report.Items, report.Protocol));
    }

    [Fact]
    public void Run_ModelThatSawTheTestPeriod_IsRefused() => Assert.Throws<TandemException>(() => Evaluator.Run(
        TestModels.Until(Events, TestEvents.At(9)), Events, EvaluationProtocol.Parse("time-split:5"), null, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(5.001, "time-split:5", false)]
    [InlineData(5.001, "leave-one-out", false)]
    [InlineData(5.0, "time-split:5", true)]
    [InlineData(null, "time-split:5", true)]
    public void Run_FeaturesThatSawTheTestPeriod_AreRefused(double? featuresUntil, string protocol, bool accepted)
    {
        ModelParts parts = TestModels.Until(Events, TestEvents.At(5)).Parts;
        ServingModel model = ServingModel.FromParts(parts with
        {
            Manifest = parts.Manifest with { FeaturesUntil = featuresUntil is { } day ? TestEvents.At(day) : null },
        });

        TandemException? refused = (TandemException?)Record.Exception(
            () => Evaluator.Run(model, Events, EvaluationProtocol.Parse(protocol), null, TestContext.Current.CancellationToken));

        Assert.Equal(accepted, refused is null);
        Assert.Equal(!accepted, refused?.Message.Contains($"{TestEvents.At(5):u}", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Run_LeaveOneOut_FindsTheLastNewItem()
    {
        EvaluationReport report = Run("leave-one-out");

        // u's last outcome is 2, with 0 out of the ranking: popular has it second. w's is 1, second as well.
        Assert.Equal(2, report.Users);
        Assert.Equal(1 / Math.Log2(3), report.Results[0].Metrics["ndcg@10"], 10);
    }

    [Fact]
    public void Run_FutureOfOthers_ChangesNothing()
    {
        // What is planted after the cut would tell a leaking popularity, neighbourhood or blend that item 3 is about to sell and goes with 0.
        (string, int, double, EventAction)[] planted =
        [
            .. Enumerable.Range(0, 200).SelectMany(n => ((string, int, double, EventAction)[])
                [($"a/{n}", 3, 6, EventAction.Order), ($"a/{n}", 0, 6, EventAction.Order), ($"v{n}", 3, 7, EventAction.PageView)]),
        ];
        Interactions leak = TestEvents.Of(4, [.. Rows, .. planted]);

        EvaluationReport honest = Run();
        EvaluationReport report = Evaluator.Run(
            TestModels.Until(leak, TestEvents.At(5)), leak, EvaluationProtocol.Parse("time-split:5"), null, TestContext.Current.CancellationToken);

        Assert.Equal(2, report.Users);
        Assert.Equivalent(honest.Results, report.Results, strict: true);
        Assert.Equivalent(honest.Differences, report.Differences, strict: true);
    }

    [Fact]
    public void Run_ColdItems_AreThoseWithFewEvents()
    {
        // All items have at most three events by the cut, so the cold part is the whole.
        NamedResult popular = Result("popular");

        Assert.Equal(popular.Metrics["ndcg@10"], popular.ColdItems["ndcg@10"], 12);
    }

    [Fact]
    public void Run_HeadAndTail_DivideWhatIsToBeFound()
    {
        // Six outcomes: item 0 alone has half of them. u finds 0 at rank 1; 2 at rank 3 and w's 1 at rank 2 are tail.
        NamedResult popular = Result("popular");

        Assert.Equal(1, popular.HeadItems["ndcg@10"], 12);
        Assert.Equal(((1 / Math.Log2(4)) + (1 / Math.Log2(3))) / 2, popular.TailItems["ndcg@10"], 12);
        Assert.Equal(new UserGroups(2, 2, 1, 2, 1, 2, 0), Run().Groups);
    }

    [Fact]
    public void Run_Popular_HasTheCoverageAndNoveltyComputedByHand()
    {
        // Everyone sees all four items; of the three buyers, three have 0, two 1, one 2, and 3 counts as of one.
        double novelty = (0 - Math.Log2(2.0 / 3) - (2 * Math.Log2(1.0 / 3))) / 4;

        Assert.Equal(1, Result("popular").Metrics["coverage@10"]);
        Assert.Equal(novelty, Result("popular").Metrics["novelty@10"], 12);
    }

    [Theory]
    [InlineData("time-split:0")]
    [InlineData("time-split:x")]
    [InlineData("k-fold")]
    public void Parse_NoProtocol_IsRefused(string text) => Assert.Throws<TandemException>(() => EvaluationProtocol.Parse(text));
}
