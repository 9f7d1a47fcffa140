using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Bundling;

namespace Tandem.Training.Tests.Bundling;

public class BuilderTests
{
    private static readonly DateTimeOffset Cut = TestEvents.At(41);

    [Fact]
    public void Together_OneBasket_HasTheFormulasWeight()
    {
        // One basket of two, exactly a half-life old: C = 0.5 / 2 for the pair and for both items.
        SuccessorLists lists = CovisitationBuilder.Together(
            TestEvents.Of(3, ("u", 0, 1, EventAction.Order), ("u", 1, 1, EventAction.Order)), Cut, null, TestContext.Current.CancellationToken);

        Assert.Equal(0.25 / (0.25 + 0.2), lists.Weight(0, 1), 5);
        Assert.Equal(0, lists.Weight(0, 2));
    }

    [Fact]
    public void Next_TwoSteps_CountsForwardMoreThanBackward()
    {
        SuccessorLists lists = CovisitationBuilder.Next(
            TestEvents.Of(3, ("u", 0, 1, EventAction.Order), ("u", 1, 41, EventAction.Order)), Cut, null, TestContext.Current.CancellationToken);

        // mass(0) = 0.5, mass(1) = 1; the pair is as old as its later step.
        double denominator = Math.Sqrt(0.5) + 0.2;
        Assert.Equal(1 / denominator, lists.Weight(0, 1), 4);
        Assert.Equal(0.3 / denominator, lists.Weight(1, 0), 4);
    }

    [Fact]
    public void Next_StepsApart_CountByTheirGap()
    {
        SuccessorLists lists = CovisitationBuilder.Next(
            TestEvents.Of(4, ("u", 0, 41, EventAction.Order), ("u", 1, 41.001, EventAction.Order), ("u", 2, 41.002, EventAction.Order)),
            TestEvents.At(41.002),
            null,
            TestContext.Current.CancellationToken);

        Assert.Equal(0.5, lists.Weight(0, 2) / lists.Weight(0, 1), 3);
    }

    [Fact]
    public void Next_DifferentUsers_AreNeverPaired()
    {
        SuccessorLists lists = CovisitationBuilder.Next(
            TestEvents.Of(2, ("u", 0, 1, EventAction.Order), ("v", 1, 2, EventAction.Order)), Cut, null, TestContext.Current.CancellationToken);

        Assert.Empty(lists.Items);
    }

    [Fact]
    public void Next_OptionsForSequences_NeverForgetAndHoldPopularSuccessorsDownLess()
    {
        SuccessorLists lists = CovisitationBuilder.Next(
            TestEvents.Of(3, ("u", 0, 1, EventAction.Order), ("u", 1, 2, EventAction.Order), ("v", 1, 1, EventAction.Order)),
            Cut,
            CovisitationOptions.Sequences,
            TestContext.Current.CancellationToken);

        // mass(0) = 1, mass(1) = 2, and no pair is older than another.
        Assert.Equal(1 / Math.Pow(2, 0.15), lists.Weight(0, 1), 5);
        Assert.Equal(0.3 / Math.Sqrt(2), lists.Weight(1, 0), 5);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public void Next_PairsBeyondTheGap_AreNone(int maxGap, int expected)
    {
        SuccessorLists lists = CovisitationBuilder.Next(
            TestEvents.Of(7, [.. Enumerable.Range(0, 7).Select(static i => ("u", i, (double)i, EventAction.Order))]),
            Cut,
            new CovisitationOptions { MaxGap = maxGap },
            TestContext.Current.CancellationToken);

        Assert.Equal(expected, lists.ItemsOf(0).ToArray().Count(static item => item == 6));
    }

    [Fact]
    public void Further_TwoSteps_SpreadsABridgesWeightOverItsSuccessors()
    {
        // 0 leads to 1 with 0.5; 1 leads to 2 with 0.6 and to 3 with 0.2, 2 back to 0.
        SuccessorLists next = new([0, 1, 3, 4, 4], [1, 2, 3, 0], [0.5f, 0.6f, 0.2f, 1f]);

        SuccessorLists further = CovisitationBuilder.Further(next, TestContext.Current.CancellationToken);

        Assert.Equal([0.5f * 0.75f, 0.5f * 0.25f], [further.Weight(0, 2), further.Weight(0, 3)]);
        Assert.Equal(0, further.Weight(0, 0));
    }

    [Fact]
    public void Together_View_CountsLessThanAnOrder()
    {
        SuccessorLists lists = CovisitationBuilder.Together(
            TestEvents.Of(3, ("u", 0, 41, EventAction.Order), ("u", 1, 41, EventAction.Order), ("u", 2, 41, EventAction.PageView)),
            Cut,
            null,
            TestContext.Current.CancellationToken);

        Assert.True(lists.Weight(0, 1) > lists.Weight(0, 2));
    }

    [Fact]
    public void Together_LongLists_AreCutToTheHeaviest()
    {
        SuccessorLists lists = CovisitationBuilder.Together(
            TestEvents.Of(
                CovisitationBuilder.ListLength + 50,
                [.. Enumerable.Range(0, CovisitationBuilder.ListLength + 50).Select(static i => ("u", i, 41.0, EventAction.Order)), ("v", 0, 41, EventAction.Order), ("v", 149, 41, EventAction.Order)]),
            Cut,
            null,
            TestContext.Current.CancellationToken);

        Assert.Equal(CovisitationBuilder.ListLength, lists.ItemsOf(0).Length);
        Assert.Equal(149, lists.ItemsOf(0)[0]);
    }

    [Fact]
    public void ItemKnn_TwoBuyers_HasTheFormulasWeight()
    {
        Interactions events = TestEvents.Of(
            3,
            ("u", 0, 1, EventAction.Order), ("u", 1, 5, EventAction.Order), ("v", 0, 1, EventAction.Order), ("v", 1, 9, EventAction.Order), ("w", 1, 2, EventAction.Order), ("a/1", 0, 2, EventAction.Order), ("a/1", 2, 2, EventAction.Order));

        SuccessorLists lists = ItemKnnBuilder.Build(events, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(2 / (Math.Sqrt(2 * 3) + 20), lists.Weight(0, 1), 5);
        Assert.Equal(0, lists.Weight(0, 2));
    }

    [Fact]
    public void Popularity_LinesOfOneDay_CountOnceAndDecay()
    {
        ItemStatistics statistics = PopularityBuilder.Build(
            TestEvents.Of(2, ("u", 0, 27, EventAction.Order), ("u", 0, 27, EventAction.Order), ("a/1", 0, 34, EventAction.Order), ("v", 0, 50, EventAction.Order)), Cut);

        Assert.Equal(0.5, statistics[ItemStatistics.Orders(14)][0], 5);
        Assert.Equal(0.5, statistics[ItemStatistics.AnonymousOrders][0], 5);
        Assert.Equal(14, statistics[ItemStatistics.FirstSeen][0], 3);
        Assert.Equal(-1, statistics[ItemStatistics.FirstSeen][1]);
    }

    [Fact]
    public void Popularity_Repeaters_BoughtOnTwoDays()
    {
        ItemStatistics statistics = PopularityBuilder.Build(
            TestEvents.Of(1, ("u", 0, 1, EventAction.Order), ("u", 0, 39, EventAction.Order), ("v", 0, 1, EventAction.Order), ("v", 0, 1.1, EventAction.Order)), Cut);

        Assert.Equal((2f, 1f, 1f), (statistics[ItemStatistics.Buyers][0], statistics[ItemStatistics.Repeaters][0], statistics[ItemStatistics.Buyers28][0]));
    }

    [Fact]
    public void ServingModel_EventsAfterTheCut_ChangeNothing()
    {
        (string, int, double, EventAction)[] before = [("u", 0, 1, EventAction.Order), ("u", 1, 2, EventAction.Order)];
        ServingModel known = TestModels.Until(TestEvents.Of(3, before), TestEvents.At(5));
        ServingModel later = TestModels.Until(TestEvents.Of(3, [.. before, ("u", 2, 6, EventAction.Order)]), TestEvents.At(5));

        Assert.Equal(known.Parts.Next.Weights, later.Parts.Next.Weights);
        Assert.Equal(known.Parts.Statistics[ItemStatistics.Orders(14)], later.Parts.Statistics[ItemStatistics.Orders(14)]);
    }
}
