using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

public sealed class GrainFenceTests : IAsyncLifetime
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
    public async Task WaitAsync_AcceptedEvent_IsAppliedAfterwardsAndForgotten()
    {
        var fence = new GrainFence(_node.Grains, TimeProvider.System);
        for (int n = 0; n < 20; n++)
        {
            AppendedEvent appended = (await AppendAsync($"e{n}"))[0];
            fence.Record("u", appended.Partition, appended.Offset);
            Assert.True(await fence.WaitAsync("u", TimeSpan.FromSeconds(10)));
            Assert.Equal(n + 1, (await _node.Grains.GetGrain<IUserGrain>("u").DescribeAsync()).Events.Length);
        }

        Assert.Equal(0, fence.Count);
    }

    [Fact]
    public async Task WaitAsync_OffsetThatNeverComes_EndsAfterTheTimeout()
    {
        var fence = new GrainFence(_node.Grains, TimeProvider.System);
        fence.Record("u", 0, 1_000);
        Assert.False(await fence.WaitAsync("u", TimeSpan.FromMilliseconds(50)));
        fence.Forget("u");
        Assert.True(await fence.WaitAsync("u", TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task CountAsync_OfTheLog_FallsToZeroWhenAllIsApplied()
    {
        await AppendAsync("e1");
        await Node.UntilAsync(async () => await new LogLag(_node.Get<IEventLog>(), TimeProvider.System).CountAsync() == 0, "the stored positions");
        Assert.Single((await _node.Grains.GetGrain<IUserGrain>("u").DescribeAsync()).Events);
    }

    private Task<IReadOnlyList<AppendedEvent>> AppendAsync(string eventId) => _node.Get<IEventLog>().AppendAsync(
        [new ShopEvent { EventId = eventId, UserId = "u", ItemId = "i", Action = EventAction.PageView, OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }]);
}
