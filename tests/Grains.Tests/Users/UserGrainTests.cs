using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Grains.Tests.Users;

public sealed class UserGrainTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Node _node = null!;

    public async ValueTask InitializeAsync() => _node = await Node.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ApplyAsync_SameOffsetsTwice_AppliedOnce()
    {
        IUserGrain user = User("a");
        await user.ApplyAsync([Event(1, "x"), Event(2, "y")]);
        int again = await user.ApplyAsync([Event(1, "x"), Event(2, "y"), Event(3, "z")]);

        Assert.Equal(1, again);
        Assert.Equal(["x", "y", "z"], await SequenceAsync(user));
    }

    [Fact]
    public async Task ApplyAsync_ThenRestart_HistoryIsBack()
    {
        await User("b").ApplyAsync([Event(1, "x")]);
        await _node.DisposeAsync();
        _node = await Node.StartAsync(_folder.Path);

        Assert.Equal(["x"], await SequenceAsync(User("b")));
    }

    [Fact]
    public async Task ApplyAsync_OneEventOfTheBatchCannotBeApplied_NothingIsApplied()
    {
        IUserGrain user = User("c");
        await user.ApplyAsync([Event(1, "x")]);
        await Assert.ThrowsAnyAsync<Exception>(() => user.ApplyAsync([Event(2, "y"), Poison(3)]));

        UserProfile profile = await user.DescribeAsync();
        Assert.Equal(["x"], profile.Events.Select(kept => kept.ItemId));
        Assert.Equal(1, profile.AppliedOffset);
    }

    [Fact]
    public async Task ReplayAsync_OffsetBelowTheApplied_CountsOnce()
    {
        IUserGrain user = User("d");
        await user.ApplyAsync([Event(5, "x")]);

        Assert.True(await user.ReplayAsync(Event(4, "w")));
        Assert.False(await user.ReplayAsync(Event(4, "w")));
        Assert.Equal(2, (await SequenceAsync(user)).Length);
    }

    [Fact]
    public async Task EraseAsync_Always_EmptyAndOldOffsetsStayOut()
    {
        IUserGrain user = User("e");
        await user.ApplyAsync([Event(1, "x"), Event(2, "y")]);
        await user.EraseAsync();
        await user.ApplyAsync([Event(2, "y")]);

        Assert.Empty(await SequenceAsync(user));
    }

    [Fact]
    public async Task RecommendAsync_NoBundle_Null() =>
        Assert.Null(await User("f").RecommendAsync(new RecommendationRequest()));

    internal static UserEvent Event(long offset, string itemId, EventAction action = EventAction.PageView) => new(offset, new ShopEvent
    {
        EventId = $"event-{offset}",
        UserId = "somebody",
        ItemId = itemId,
        Action = action,
        OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, (int)offset, TimeSpan.Zero),
    });

    /// <summary>An event that no gateway lets through: the history refuses its action.</summary>
    internal static UserEvent Poison(long offset) => Event(offset, "poison", (EventAction)99);

    private IUserGrain User(string id) => _node.Grains.GetGrain<IUserGrain>(id);

    private static async Task<string[]> SequenceAsync(IUserGrain user) =>
        [.. (await user.DescribeAsync()).Events.Select(kept => kept.ItemId)];
}
