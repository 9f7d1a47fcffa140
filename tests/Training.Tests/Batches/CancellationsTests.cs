using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Batches;

namespace Tandem.Training.Tests.Batches;

public sealed class CancellationsTests
{
    [Fact]
    public void Find_OrderNamed_UndoesThatOrderAndNotALaterOne()
    {
        Interactions interactions = new InteractionsBuilder(1)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 0, EventAction.Order, 1, order: 2).Add(0, 0, EventAction.Canceled, 2, order: 1).Build();

        Assert.Equal([true, false, false], Cancellations.Find(interactions));
    }

    [Fact]
    public void Find_OrderAndItsDelivery_BothAreUndone()
    {
        Interactions interactions = new InteractionsBuilder(1, EventAction.Delivered)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 0, EventAction.Delivered, 1, order: 1).Add(0, 0, EventAction.Canceled, 2, order: 1).Build();

        Assert.Equal([true, true, false], Cancellations.Find(interactions));
    }

    [Fact]
    public void Find_UnknownOrder_UndoesTheLatestThatStands()
    {
        Interactions interactions = new InteractionsBuilder(1)
            .Add(0, 0, EventAction.Order, 0, order: 1).Add(0, 0, EventAction.Order, 1, order: 2)
            .Add(0, 0, EventAction.Canceled, 2).Add(0, 0, EventAction.Canceled, 3).Build();

        Assert.Equal([true, true, false, false], Cancellations.Find(interactions));
    }

    [Fact]
    public void Find_OtherUserItemOrTime_UndoesNothing()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.Canceled, 0).Add(0, 0, EventAction.Order, 1).Add(0, 1, EventAction.Canceled, 2)
            .Add(1, 0, EventAction.Canceled, 3).Build();

        Assert.DoesNotContain(true, Cancellations.Find(interactions));
    }
}
