using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class HistoryReplayTests
{
    [Fact]
    public void Of_EventsOfOneInstant_KeepTheirStoredOrder()
    {
        UserHistory history = HistoryReplay.Of(
            TestEvents.Of(20, [.. Enumerable.Range(0, 12).Select(static i => ("u", 11 - i, 1.0, EventAction.Order))]), 0, TestEvents.At(1));

        Assert.Equal(Enumerable.Range(0, 12).Select(static i => $"i{11 - i}"), history.Events.Select(static e => e.ItemId));
    }
}
