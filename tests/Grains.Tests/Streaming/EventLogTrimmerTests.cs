using Microsoft.Extensions.DependencyInjection;
using Tandem.Domain;
using Tandem.Grains.Archive;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

public sealed class EventLogTrimmerTests
{
    private const int Retained = 1_000;

    [Fact]
    public async Task TrimAsync_MoreThanAreRetained_KeepsTheLastOfEachPartitionAndNothingUnread()
    {
        using TemporaryFolder folder = new();
        await using Node node = await Node.StartAsync(folder.Path, services => services
            .Configure<EventStreamOptions>(options => options.RetainEvents = Retained)
            .Configure<EventArchiveOptions>(options => options.Enabled = false));
        IEventLog log = node.Get<IEventLog>();
        int perPartition = Retained / log.Partitions;
        ShopEvent[] events = [.. Enumerable.Range(0, 2 * Retained).Select(i => Event($"e{i}"))];
        int partition = (await log.AppendAsync(events))[0].Partition;
        await Node.UntilAsync(async () => await log.GetCursorAsync(TandemStorageNames.UsersConsumer, partition) == 2 * Retained, "the stored position");

        await log.SetCursorAsync("slow-reader", partition, 0);
        await node.Get<EventLogTrimmer>().TrimAsync(CancellationToken.None);
        Assert.Equal(1, (await log.ReadAsync(partition, 0, 1))[0].Offset);

        await log.SetCursorAsync("slow-reader", partition, 2 * Retained);
        await node.Get<EventLogTrimmer>().TrimAsync(CancellationToken.None);
        Assert.Equal((2 * Retained) - perPartition + 1, (await log.ReadAsync(partition, 0, 1))[0].Offset);
    }

    private static ShopEvent Event(string id) => new()
    {
        EventId = id,
        UserId = "one user",
        ItemId = "item",
        Action = EventAction.PageView,
        OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
