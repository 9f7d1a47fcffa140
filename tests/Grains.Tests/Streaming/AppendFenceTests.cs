using Tandem.Grains.Streaming;

namespace Tandem.Grains.Tests.Streaming;

public sealed class AppendFenceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly PumpPositions _positions = new();
    private readonly AppendFence _fence;

    public AppendFenceTests() => _fence = new AppendFence(_positions, TimeProvider.System);

    [Fact]
    public void WaitAsync_NothingPending_CompletesAtOnce() =>
        Assert.True(_fence.WaitAsync("u", Long).AsTask().IsCompletedSuccessfully);

    [Fact]
    public async Task WaitAsync_Pending_CompletesWhenThePumpPasses()
    {
        _fence.Record("u", 0, 5);
        Task<bool> waiting = _fence.WaitAsync("u", Long).AsTask();
        _positions.Advance(0, 4);
        Assert.False(waiting.IsCompleted);
        _positions.Advance(0, 5);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task WaitAsync_PumpStandsStill_FalseAfterTheTimeout()
    {
        _fence.Record("u", 0, 5);

        Assert.False(await _fence.WaitAsync("u", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Record_PumpIsPastIt_KeepsNothing()
    {
        _positions.Advance(0, 5);
        _fence.Record("u", 0, 5);

        Assert.Equal(0, _fence.Count);
    }

    [Fact]
    public void Release_LaterEventPending_KeepsTheEntry()
    {
        _fence.Record("u", 0, 5);
        _fence.Record("u", 0, 9);
        _positions.Advance(0, 5);
        _fence.Release(["u"]);

        Assert.Equal(1, _fence.Count);
    }

    [Fact]
    public void Release_Passed_RemovesTheEntry()
    {
        _fence.Record("u", 0, 5);
        _positions.Advance(0, 5);
        _fence.Release(["u"]);

        Assert.Equal(0, _fence.Count);
    }
}
