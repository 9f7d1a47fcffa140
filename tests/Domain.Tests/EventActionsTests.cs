namespace Tandem.Domain.Tests;

public sealed class EventActionsTests
{
    [Fact]
    public void ToName_ThenTryParse_GivesTheSameActionForEveryName()
    {
        Assert.Equal(EventActions.Count, Enum.GetValues<EventAction>().Length);
        foreach (EventAction action in Enum.GetValues<EventAction>())
        {
            Assert.True(EventActions.TryParse(action.ToName(), out EventAction parsed));
            Assert.Equal(action, parsed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Order")]
    [InlineData("order ")]
    [InlineData("purchase")]
    public void TryParse_UnknownName_IsRefused(string name) => Assert.False(EventActions.TryParse(name, out _));

    [Fact]
    public void ToName_UndefinedValue_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ((EventAction)200).ToName());
}
