using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Online;

namespace Tandem.Training.Tests.Online;

public sealed class OutcomeExamplesTests
{
    private readonly UserHistory _history = new();
    private readonly OutcomeExamples _examples = new();
    private int _events;

    [Fact]
    public void Observe_Order_SequenceEndsBeforeIt()
    {
        Apply("a", EventAction.PageView, 1);
        Apply("b", EventAction.ToCart, 2);
        Apply("b", EventAction.Order, 3);

        TrainingExample example = Assert.Single(_examples.Found);
        Assert.Equal(["a", "b"], example.Sequence.Select(static e => e.ItemId));
        Assert.Equal(("b", EventAction.Order), (example.Labels[0].ItemId, example.Labels[0].Action));
    }

    [Fact]
    public void Observe_OneBasket_OneExampleWithAllItems()
    {
        Apply("a", EventAction.PageView, 1);
        Apply("b", EventAction.Order, 3);
        Apply("c", EventAction.Order, 3);

        TrainingExample example = Assert.Single(_examples.Found);
        Assert.Equal(["b", "c"], example.Labels.Select(static label => label.ItemId));
        Assert.Equal("a", Assert.Single(example.Sequence).ItemId);
    }

    [Theory]
    [InlineData(EventAction.Delivered)]
    [InlineData(EventAction.Canceled)]
    public void Observe_Outcome_SequenceEndsBeforeTheOrder(EventAction outcome)
    {
        Apply("a", EventAction.PageView, 1);
        Apply("b", EventAction.Order, 3);
        Apply("c", EventAction.PageView, 4);
        Apply("b", outcome, 9);

        TrainingExample example = _examples.Found[^1];
        Assert.Equal("a", Assert.Single(example.Sequence).ItemId);
        Assert.Equal(outcome, example.Labels[^1].Action);
    }

    [Fact]
    public void Observe_LateEarlierEvent_DoesNotMoveTheOutcomeToIt()
    {
        Apply("b", EventAction.Order, 3);
        Apply("b", EventAction.Order, 8);
        Apply("b", EventAction.Delivered, 5);

        Assert.Equal(TestEvents.At(3).ToUnixTimeMilliseconds(), _examples.Found[^1].DecidedAt);
    }

    [Fact]
    public void Observe_ViewsAndCarts_GiveNothing()
    {
        Apply("a", EventAction.PageView, 1);
        Apply("a", EventAction.ToCart, 2);

        Assert.Empty(_examples.Found);
    }

    private void Apply(string item, EventAction action, double day)
    {
        var shopEvent = new ShopEvent { EventId = $"e{_events++:D3}", UserId = "u", ItemId = item, Action = action, OccurredAt = TestEvents.At(day) };
        _history.Apply(shopEvent);
        _examples.Observe(_history, shopEvent);
    }
}
