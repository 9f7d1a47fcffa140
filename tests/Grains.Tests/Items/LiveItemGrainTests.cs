using Microsoft.Extensions.DependencyInjection;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Items;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Items.Live;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Items;

public sealed class LiveItemGrainTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private Node _node = null!;

    private CatalogueHolder Catalogue => _node.Get<CatalogueHolder>();

    public async ValueTask InitializeAsync()
    {
        await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow());
        _node = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Flush_EventsOfAUser_ReachTheItemAndTheCatalogue()
    {
        await User("a").ApplyAsync([Event(1, "item-1"), Event(2, "item-2", EventAction.Order)]);
        await FlushAsync();

        StoredItem stored = (await Item("item-2").GetAsync())!;
        Assert.Equal(1, stored.Activity!.Totals[(int)EventAction.Order]);
        LiveItem live = Catalogue.Current!.LiveOf("item-1")!;
        Assert.Equal([("item-2", 0.2)], live.Successors.Select(s => (s.ItemId, Math.Round(s.Weight, 3))));
    }

    [Fact]
    public async Task Flush_SameEventsDeliveredAgain_CountOnce()
    {
        UserEvent[] events = [Event(1, "item-1"), Event(2, "item-2")];
        await User("a").ApplyAsync(events);
        await FlushAsync();
        await User("a").ApplyAsync(events);
        await FlushAsync();

        Assert.Equal(1, (await Item("item-1").GetAsync())!.Activity!.Totals[(int)EventAction.PageView]);
    }

    [Fact]
    public async Task ReceiveAsync_SameSignalAgain_HasNoEffect()
    {
        ItemSignal first = Signal(1, "item-3");
        await Item("item-4").ReceiveAsync(first);
        await Item("item-4").ReceiveAsync(first);
        await Item("item-4").ReceiveAsync(Signal(2, "item-5") with { Source = first.Source });
        await Item("item-4").ReceiveAsync(first);

        ItemActivity activity = (await Item("item-4").GetAsync())!.Activity!;
        Assert.Equal([("item-3", 1.0), ("item-5", 1.0)], activity.Successors.Zip(activity.Weights));
    }

    [Fact]
    public async Task ReceiveAsync_AfterRestart_GoesOnAndStillKnowsTheSignal()
    {
        ItemSignal first = Signal(1, "item-3");
        await Item("item-4").ReceiveAsync(first);
        await _node.DisposeAsync();
        _node = await StartAsync();
        await Item("item-4").ReceiveAsync(first);

        Assert.Equal(["item-3"], (await Item("item-4").GetAsync())!.Activity!.Successors);
        Assert.Equal("item-3", Catalogue.Current!.LiveOf("item-4")!.Successors[0].ItemId);
    }

    [Fact]
    public async Task ReceiveAsync_ManySignals_FeedKeepsOneRecordOfTheItem()
    {
        for (int i = 1; i <= 20; i++)
            await Item("item-6").ReceiveAsync(Signal(i, "item-7"));

        IReadOnlyList<FeedRecord> feed = await _node.Get<IFeedLog>().ReadAsync(TandemStorageNames.LiveTopic, 0, 100);
        Assert.Single(feed, record => record.Key == "item-6");
    }

    [Fact]
    public async Task DeleteAsync_ItemWithActivity_ForgetsIt()
    {
        await Item("item-8").ReceiveAsync(Signal(1, "item-9"));
        await Item("item-8").DeleteAsync();
        await Item("item-8").ReceiveAsync(Signal(2, "item-9"));

        Assert.DoesNotContain(await _node.Get<IFeedLog>().ReadAsync(TandemStorageNames.LiveTopic, 0, 100), record => record.Key == "item-8");
        Assert.Null(Catalogue.Current!.LiveOf("item-8"));
    }

    [Fact]
    public async Task Add_UnknownItems_CostNothing()
    {
        await User("b").ApplyAsync([.. Enumerable.Range(1, 100).Select(i => Event(i, $"invented-{i}"))]);

        Assert.Equal(0, _node.Get<ItemSignals>().Waiting);
    }

    [Fact]
    public async Task Stop_SignalsWait_AreFlushed()
    {
        await _node.DisposeAsync();
        _node = await StartAsync(flushInterval: "00:01:00");
        await User("c").ApplyAsync([Event(1, "item-10")]);
        await _node.DisposeAsync();
        _node = await StartAsync();

        Assert.Equal(1, (await Item("item-10").GetAsync())!.Activity!.Totals[(int)EventAction.PageView]);
    }

    [Fact]
    public async Task Flush_MoreItemsThanOneTakes_TheOthersFollow()
    {
        await _node.DisposeAsync();
        _node = await StartAsync(flushInterval: "00:01:00", itemsPerFlush: "3");
        await User("d").ApplyAsync([.. Enumerable.Range(0, 7).Select(i => Event(i + 1, SampleBundle.ItemId(i)))]);
        ItemSignals signals = _node.Get<ItemSignals>();
        List<int> waiting = [signals.Waiting];
        for (int i = 0; i < 3; i++)
        {
            await FlushAsync();
            waiting.Add(signals.Waiting);
        }

        Assert.Equal([7, 4, 1, 0], waiting);
    }

    private async Task<Node> StartAsync(string flushInterval = "00:01:00", string itemsPerFlush = "500")
    {
        Node node = await Node.StartAsync(_folder.Path, services => services.Configure<LiveOptions>(options =>
        {
            options.FlushInterval = TimeSpan.Parse(flushInterval);
            options.ItemsPerFlush = int.Parse(itemsPerFlush);
        }));
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().Current is not null, "a bundle");
        return node;
    }

    private Task FlushAsync() => _node.Get<ItemSignalFlusher>().FlushAsync();

    private IItemGrain Item(string id) => _node.Grains.GetGrain<IItemGrain>(id);

    private IUserGrain User(string id) => _node.Grains.GetGrain<IUserGrain>(id);

    private static ItemSignal Signal(long sequence, string successor) =>
        new(new Guid(1, 2, 3, new byte[8]), sequence, new ItemActivity(Start.ToUnixTimeMilliseconds(), new long[EventActions.Count], 0, new double[ItemStatistics.HalfLives.Count], 0, [successor], [1]));

    private static UserEvent Event(long offset, string item, EventAction action = EventAction.PageView) => new(offset, new ShopEvent
    {
        EventId = $"e{offset}",
        UserId = "u",
        ItemId = item,
        Action = action,
        OccurredAt = Start.AddMinutes(offset),
    });
}
