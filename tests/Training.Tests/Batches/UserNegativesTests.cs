using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Batches;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Batches;

public sealed class UserNegativesTests
{
    [Fact]
    public void Of_CancelledAndFailedSignals_LeaveOutWhatEndedWell()
    {
        Interactions interactions = new InteractionsBuilder(5, EventAction.Delivered)
            .Add(0, 0, EventAction.Canceled, 0).Add(0, 1, EventAction.Remove, 1).Add(0, 2, EventAction.Unfavorite, 2)
            .Add(0, 3, EventAction.Remove, 3).Add(0, 3, EventAction.Delivered, 4)
            .Add(1, 4, EventAction.PageView, 0)
            .Build();
        UserNegatives negatives = Of(interactions, new() { Source = NegativeSource.Cancelled }, new() { Source = NegativeSource.FailedSignals });

        Assert.Equal([0], negatives.Of(0, 0).ToArray());
        Assert.Equal([1, 2], negatives.Of(0, 1).ToArray());
        Assert.Equal((true, false), (negatives.Any(0), negatives.Any(1)));
    }

    [Fact]
    public void Of_OutcomeThatWasCancelled_DidNotEndWell()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 0, EventAction.Canceled, 1, order: 1)
            .Add(0, 1, EventAction.Order, 0, order: 1).Add(0, 1, EventAction.Canceled, 1, order: 1).Add(0, 1, EventAction.Order, 2, order: 2)
            .Build();

        Assert.Equal([0], Of(interactions, new NegativeRule { Source = NegativeSource.Cancelled }).Of(0, 0).ToArray());
    }

    [Fact]
    public void Of_Impressions_AreViewsWithNothingMoreToThem()
    {
        Interactions interactions = new InteractionsBuilder(3)
            .Add(0, 0, EventAction.PageView, 0)
            .Add(0, 1, EventAction.PageView, 1).Add(0, 1, EventAction.ViewDescription, 2).Build();

        Assert.Equal([0], Of(interactions, new NegativeRule { Source = NegativeSource.Impressions }).Of(0, 0).ToArray());
    }

    [Fact]
    public void Of_ImpressionsOfAList_LeaveOutPagesOpenedElsewhere()
    {
        Interactions interactions = new InteractionsBuilder(1).Add(0, 0, EventAction.PageView, 0).Build();

        Assert.True(Of(interactions, new NegativeRule { Source = NegativeSource.Impressions, Widgets = ["search"] }).Of(0, 0).IsEmpty);
        Assert.Equal([0], Of(interactions, new NegativeRule { Source = NegativeSource.Impressions, Widgets = [""] }).Of(0, 0).ToArray());
    }

    private static UserNegatives Of(Interactions interactions, params NegativeRule[] rules) =>
        new(interactions, TargetStrategies.Named("original") with { Negatives = rules });
}
