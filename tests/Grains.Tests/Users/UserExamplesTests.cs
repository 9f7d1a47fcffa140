using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Users;

public sealed class UserExamplesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Node _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IExampleLog Log => _node.Get<IExampleLog>();

    public async ValueTask InitializeAsync() => _node = await Node.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ApplyAsync_OrderAndDeliveryTwice_EachLabelOnce()
    {
        UserEvent[] events = [Event(1, EventAction.PageView), Event(2, EventAction.Order), Event(3, EventAction.Delivered)];
        await User("a").ApplyAsync(events);
        await User("b").ApplyAsync([.. events.Select(e => e with { Event = e.Event with { UserId = "b" } })]);

        TrainingExample example = Assert.Single(await Log.ReadAsync(0, 10, Token)).Example!;
        Assert.Equal("a", example.UserId);
        Assert.Equal(EventAction.PageView, Assert.Single(example.Sequence).Action);
        Assert.Equal([EventAction.Order, EventAction.Delivered], example.Labels.Select(label => label.Action));
    }

    [Fact]
    public async Task EraseAsync_User_ExamplesAreGone()
    {
        await User("a").ApplyAsync([Event(1, EventAction.PageView), Event(2, EventAction.Order)]);
        await User("a").EraseAsync();

        Assert.Empty(await Log.ReadAsync(0, 10, Token));
    }

    private IUserGrain User(string id) => _node.Grains.GetGrain<IUserGrain>(id);

    private static UserEvent Event(long offset, EventAction action) => new(offset, new ShopEvent
    {
        EventId = $"example-{offset}",
        UserId = "a",
        ItemId = "item-1",
        Action = action,
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, (int)offset, 0, TimeSpan.Zero),
    });
}
