using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

public sealed class AppendFenceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly EventPartitions _partitions = new(partitions: 1);
    private readonly AppendFence _fence;

    public AppendFenceTests()
    {
        _partitions[0].Claim();
        _partitions[0].Start(position: 0, target: 0);
        _fence = new AppendFence(_partitions, TimeProvider.System);
    }

    [Fact]
    public void WaitAsync_NothingPending_CompletesAtOnce() =>
        Assert.True(_fence.WaitAsync("u", Long).AsTask().IsCompletedSuccessfully);

    [Fact]
    public async Task WaitAsync_Pending_CompletesWhenItIsApplied()
    {
        _fence.Record("u", 0, 5);
        Task<bool> waiting = _fence.WaitAsync("u", Long).AsTask();
        Apply("u", 4);
        Assert.False(waiting.IsCompleted);
        Apply("u", 5);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task WaitAsync_LaterEventComesInBetween_WaitsOnlyForWhatWasThere()
    {
        _fence.Record("u", 0, 5);
        Task<bool> waiting = _fence.WaitAsync("u", Long).AsTask();
        _fence.Record("u", 0, 9);
        Apply("u", 5);

        Assert.True(await waiting);
        Assert.Equal(1, _fence.Count);
    }

    [Fact]
    public async Task WaitAsync_AnotherUserIsStuck_DoesNotMatter()
    {
        _partitions[0].Read([Logged("stuck", 4), Logged("u", 5)]);
        _fence.Record("u", 0, 5);
        Apply("u", 5, read: false);

        Assert.Equal(0, _partitions[0].Position);
        Assert.True(await _fence.WaitAsync("u", Long));
    }

    [Fact]
    public async Task WaitAsync_NothingIsApplied_FalseAfterTheTimeout()
    {
        _fence.Record("u", 0, 5);

        Assert.False(await _fence.WaitAsync("u", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Record_AlreadyApplied_KeepsNothing()
    {
        Apply("u", 5);
        _fence.Record("u", 0, 5);

        Assert.Equal(0, _fence.Count);
    }

    [Fact]
    public void Record_AnotherSiloReadsThePartition_KeepsNothing()
    {
        _partitions[0].Stop();
        _fence.Record("u", 0, 5);

        Assert.Equal(0, _fence.Count);
    }

    [Fact]
    public void Applied_All_RemovesTheEntry()
    {
        _fence.Record("u", 0, 5);
        Apply("u", 5);

        Assert.Equal(0, _fence.Count);
    }

    private void Apply(string userId, long offset, bool read = true)
    {
        LoggedEvent logged = Logged(userId, offset);
        if (read)
            _partitions[0].Read([logged]);
        _partitions[0].Applied([new UserEvent(offset, logged.Event)]);
        _fence.Applied(userId, offset);
    }

    private static LoggedEvent Logged(string userId, long offset) => new(offset, new ShopEvent
    {
        EventId = $"event-{offset}",
        UserId = userId,
        ItemId = "item",
        Action = EventAction.PageView,
        OccurredAt = DateTimeOffset.UnixEpoch,
    });
}
