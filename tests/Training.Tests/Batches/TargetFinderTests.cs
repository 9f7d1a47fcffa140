using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Batches;
using Tandem.Training.Targets;
using static Tandem.Training.Tests.InteractionsBuilder;

namespace Tandem.Training.Tests.Batches;

public sealed class TargetFinderTests
{
    private static readonly TargetStrategy Softmax = TargetStrategies.Named("sampled-softmax");

    [Fact]
    public void Find_WithinABasket_FindsNothing()
    {
        Interactions interactions = new InteractionsBuilder(3)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 1, EventAction.Order, 0, order: 1).Add(0, 2, EventAction.Order, 5 * Minute, order: 1)
            .Build();

        Assert.Empty(Targets(interactions, Softmax, 0).Concat(Targets(interactions, Softmax, 1)));
    }

    [Fact]
    public void Find_EndOfABasket_FindsTheWholeNextBasket()
    {
        Interactions interactions = new InteractionsBuilder(4)
            .Add(0, 0, EventAction.Order, 0, order: 1)
            .Add(0, 1, EventAction.Order, Day, order: 2).Add(0, 2, EventAction.Order, Day, order: 2)
            .Build();

        Assert.Equal([1, 2], Targets(interactions, Softmax, 0).Select(target => target.Item).Order());
    }

    [Fact]
    public void Find_OutcomeBeyondTheHorizon_FindsNothing()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 1, EventAction.Order, (14 * Day) + 1, order: 2).Build();

        Assert.Empty(Targets(interactions, Softmax with { Positives = [new() { Action = PositiveRule.Outcome, WithinDays = 14 }] }, 0));
    }

    [Fact]
    public void Find_WithinAVisitOfViews_FindsNothing()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.ToCart, Minute).Build();

        Assert.Empty(Targets(interactions, Softmax, 0));
    }

    [Fact]
    public void Find_DeliveredOfAnEarlierOrder_CountsAsTarget()
    {
        Interactions interactions = new InteractionsBuilder(1, EventAction.Delivered)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 0, EventAction.Delivered, 3 * Day, order: 1).Build();

        Assert.Equal([(0, 1f)], Targets(interactions, Softmax, 0));
    }

    [Fact]
    public void Find_CartAndOutcome_WeightsAddUpToTheHighest()
    {
        Interactions interactions = new InteractionsBuilder(3)
            .Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.ToCart, Day).Add(0, 2, EventAction.Order, 2 * Day, order: 1).Build();

        List<(int Item, float Weight)> targets = Targets(interactions, Softmax, 0);

        Assert.Equal(1f, targets.Sum(target => target.Weight), 1e-6);
    }

    [Fact]
    public void Find_OnlyACart_WeighsWhatACartWeighs()
    {
        Interactions interactions = new InteractionsBuilder(2).Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.ToCart, Day).Build();

        Assert.Equal(0.3f, Assert.Single(Targets(interactions, Softmax, 0)).Weight, 1e-6);
    }

    [Fact]
    public void Find_MoreThanTheMaximum_DrawsHeavyTargetsMoreOften()
    {
        var builder = new InteractionsBuilder(40);
        builder.Add(0, 0, EventAction.PageView, 0);
        for (int item = 1; item < 40; item++)
        {
            builder.Add(0, item, item == 7 ? EventAction.Order : EventAction.Favorite, Day + item, order: item == 7 ? 1 : -1);
        }

        Interactions interactions = builder.Build();
        int[] drawn = [.. Enumerable.Range(0, 400).SelectMany(seed => Targets(interactions, Softmax with { MaxTargetsPerState = 8 }, 0, seed)).Select(target => target.Item)];

        Assert.True(drawn.Count(item => item == 7) > 1.5 * drawn.Count(item => item == 8));
    }

    [Fact]
    public void Find_NextInstant_TakesTheItemsOfThatInstantOnly()
    {
        Interactions interactions = new InteractionsBuilder(4)
            .Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.PageView, Minute).Add(0, 2, EventAction.PageView, Minute).Add(0, 3, EventAction.PageView, 2 * Minute)
            .Build();

        Assert.Equal([1, 2], Targets(interactions, TargetStrategies.Named("sampled-softmax-next"), 0).Select(target => target.Item).Order());
    }

    [Fact]
    public void Find_Decision_DoesNotPredictADeliveryAfterItsOrder()
    {
        Interactions interactions = Delivery();
        TargetStrategy decision = Softmax with { LabelTime = LabelTime.Decision };

        Assert.Equal([0], Targets(interactions, decision, 0).Select(target => target.Item));
        Assert.Empty(Targets(interactions, decision, 1));
    }

    [Fact]
    public void Find_Decision_MeasuresTheWindowToTheOrder()
    {
        // Ordered a day after the state, delivered four days after it.
        TargetStrategy twoDays = Softmax with { Positives = [new() { Action = PositiveRule.Outcome, WithinDays = 2 }] };

        Assert.Empty(Targets(Delivery(), twoDays, 0));
        Assert.Single(Targets(Delivery(), twoDays with { LabelTime = LabelTime.Decision }, 0));
    }

    [Fact]
    public void Find_NotKnownYet_DoesNotCount()
    {
        Interactions interactions = new InteractionsBuilder(3)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 1, EventAction.Order, Day, order: 2).Add(0, 2, EventAction.Order, 9 * Day, order: 3).Build();
        TargetStrategy strategy = Softmax with { Positives = [new() { Action = PositiveRule.Outcome, KnownAfterDays = 7 }] };

        Assert.Equal([1], Targets(interactions, strategy, 0).Select(target => target.Item));
    }

    [Fact]
    public void Find_OverlappingRules_TakesTheWeightThatIsKnownAndWithin()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.Order, 5 * Day, order: 1).Build();
        TargetStrategy strategy = Softmax with
        {
            Positives = [new() { Action = "order", WithinDays = 3 }, new() { Action = PositiveRule.Any, Weight = 0.25f }],
        };

        Assert.Equal(0.25f, Assert.Single(Targets(interactions, strategy, 0)).Weight, 1e-6);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void Find_CancelledOrder_CountsUnlessDropped(bool drop, int expected)
    {
        Interactions interactions = new InteractionsBuilder(3)
            .Add(0, 0, EventAction.Order, 0, order: 1)
            .Add(0, 1, EventAction.Order, Day, order: 2).Add(0, 2, EventAction.Order, Day, order: 2)
            .Add(0, 1, EventAction.Canceled, 2 * Day, order: 2).Build();

        Assert.Equal(expected, Targets(interactions, Softmax with { DropCancelled = drop }, 0).Count);
    }

    [Theory]
    [InlineData(RepeatPurchases.Included, new[] { 0, 1 })]
    [InlineData(RepeatPurchases.Excluded, new[] { 1 })]
    [InlineData(RepeatPurchases.Only, new[] { 0 })]
    public void Find_Repeats_AreInOrOut(RepeatPurchases repeats, int[] expected)
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.Order, 0, order: 1)
            .Add(0, 0, EventAction.Order, Day, order: 2).Add(0, 1, EventAction.Order, Day, order: 2).Build();

        Assert.Equal(expected, Targets(interactions, Softmax with { Repeats = repeats }, 0).Select(target => target.Item).Order());
    }

    /// <summary>A view, then an order a day later, delivered three days after that.</summary>
    private static Interactions Delivery() => new InteractionsBuilder(2, EventAction.Delivered)
        .Add(0, 1, EventAction.PageView, 0)
        .Add(0, 0, EventAction.Order, Day, order: 1)
        .Add(0, 0, EventAction.Delivered, 4 * Day, order: 1).Build();

    private static List<(int Item, float Weight)> Targets(Interactions interactions, TargetStrategy strategy, int row, int seed = 1) =>
        new TargetFinder(interactions, strategy).Find(0, row, new Random(seed));
}
