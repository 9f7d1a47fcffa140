using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class TestUserTests
{
    private static readonly Interactions Events = TestEvents.Of(
        5,
        ("u", 0, 1, EventAction.Order),
        ("u", 1, 2, EventAction.PageView),
        ("u", 0, 10, EventAction.Order),
        ("u", 2, 10, EventAction.Order),
        ("u", 2, 11, EventAction.Order),
        ("u", 3, 11, EventAction.Canceled),
        ("v", 4, 2, EventAction.Order),
        ("w", 4, 12, EventAction.Order),
        ("a/1", 4, 12, EventAction.Order));

    [Fact]
    public void Between_Outcomes_AreDistinctOrdersAfterTheCut()
    {
        TestUser user = TestUser.Between(Events, TestEvents.At(5), DateTimeOffset.MaxValue)[0];

        Assert.Equal([0, 2], user.Truth.Order());
        Assert.Equal([2], user.NewTruth);
        Assert.Equal([0], user.Owned);
    }

    [Fact]
    public void Between_History_HasOnlyWhatCameBefore()
    {
        TestUser user = TestUser.Between(Events, TestEvents.At(5), DateTimeOffset.MaxValue)[0];

        Assert.Equal(["i0", "i1"], user.History.Events.Select(static e => e.ItemId));
    }

    [Fact]
    public void Between_Users_HaveOutcomesAndNames()
    {
        List<TestUser> users = TestUser.Between(Events, TestEvents.At(5), DateTimeOffset.MaxValue);

        Assert.Equal(["u", "w"], users.Select(static user => Events.UserIds[user.User]));
        Assert.Equal([false, true], users.Select(static user => user.IsCold));
    }

    [Fact]
    public void Between_AnEventAtTheCut_IsKnown() =>
        Assert.Equal([2], TestUser.Between(Events, TestEvents.At(10), DateTimeOffset.MaxValue)[0].Truth);

    [Fact]
    public void Between_AnEnd_LeavesOutWhatComesAfter() =>
        Assert.Equal(["u"], TestUser.Between(Events, TestEvents.At(5), TestEvents.At(11)).Select(static user => Events.UserIds[user.User]));
}
