using Tandem.Domain;

namespace Tandem.Ranking.Tests.Live;

public sealed class SuccessionRuleTests
{
    [Fact]
    public void Collect_OrderAfterViews_CountsByStrengthAndSteps()
    {
        List<Succession> pairs = Pairs(
            TestShop.Event("far", EventAction.PageView, 3), TestShop.Event("near", EventAction.ToCart, 2), TestShop.Event("here", EventAction.Order, 1));

        Assert.Equal([("near", "here", 0.8f), ("far", "here", 0.1f)], pairs.Select(static p => (p.ItemId, p.SuccessorId, p.Weight)));
    }

    [Fact]
    public void Collect_LateEvent_AlsoLeadsToWhatCameAfterIt()
    {
        List<Succession> pairs = Pairs(
            TestShop.Event("before", EventAction.Order, 3), TestShop.Event("after", EventAction.Order, 1), TestShop.Event("late", EventAction.Order, 2));

        Assert.Equal([("before", "late"), ("late", "after")], pairs.Select(static p => (p.ItemId, p.SuccessorId)));
    }

    [Fact]
    public void Collect_SameInstantItselfOrNoInterest_GivesNoPair()
    {
        Assert.Empty(Pairs(TestShop.Event("a", EventAction.Order, 1), TestShop.Event("b", EventAction.Order, 1)));
        Assert.Empty(Pairs(TestShop.Event("a", EventAction.PageView, 2), TestShop.Event("a", EventAction.Order, 1)));
        Assert.Empty(Pairs(TestShop.Event("a", EventAction.PageView, 2), TestShop.Event("b", EventAction.Remove, 1)));
        Assert.Empty(Pairs(TestShop.Event("a", EventAction.Delivered, 2), TestShop.Event("b", EventAction.Order, 1)));
    }

    [Fact]
    public void Collect_LargeBasketBefore_IsBounded() =>
        Assert.Equal(
            SuccessionRule.MaxPairs,
            Pairs([.. Enumerable.Range(0, 100).Select(i => TestShop.Event($"i{i}", EventAction.Order, 2)), TestShop.Event("here", EventAction.Order, 1)]).Count);

    [Fact]
    public void Collect_TooManySteps_GivesNoPair() =>
        Assert.DoesNotContain(
            Pairs([.. Enumerable.Range(0, 7).Select(i => TestShop.Event($"i{i}", EventAction.Order, 10 - i))]), static pair => pair.ItemId == "i0");

    /// <summary>The pairs of the last event that arrives.</summary>
    private static List<Succession> Pairs(params ShopEvent[] events)
    {
        UserHistory history = TestShop.History(events[..^1]);
        List<Succession> pairs = [];
        SuccessionRule.Collect(history, history.Apply(events[^1]), pairs);
        return pairs;
    }
}
