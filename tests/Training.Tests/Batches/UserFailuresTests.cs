using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Batches;

namespace Tandem.Training.Tests.Batches;

public sealed class UserFailuresTests
{
    [Fact]
    public void Of_CanceledRemovedAndUnfavorited_GivesThemButNotWhatEndedWell()
    {
        Interactions interactions = new InteractionsBuilder(5, EventAction.Delivered)
            .Add(0, 0, EventAction.Canceled, 0).Add(0, 1, EventAction.Remove, 1).Add(0, 2, EventAction.Unfavorite, 2)
            .Add(0, 3, EventAction.Remove, 3).Add(0, 3, EventAction.Delivered, 4)
            .Add(1, 4, EventAction.PageView, 0)
            .Build();
        var failures = new UserFailures(interactions);

        Assert.Equal([0, 1, 2], failures.Of(0).ToArray());
    }

    [Fact]
    public void Of_UserWithoutFailures_IsEmpty()
    {
        Interactions interactions = new InteractionsBuilder(1).Add(0, 0, EventAction.Order, 0).Build();

        Assert.True(new UserFailures(interactions).Of(0).IsEmpty);
    }
}
