using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Items;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Items.Live;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Cluster;

/// <summary>Two silos in one process over one real SQLite store: users, items and silo-local memory are spread over both.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private const int Users = 40;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private SharedStore _store = null!;
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow());
        _store = new SharedStore(_folder.Path);
        InProcessTestClusterBuilder builder = new(2);
        builder.ConfigureSilo((_, silo) => _store.AddTo(silo, balanced: false));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await Node.UntilAsync(() => Catalogues().All(holder => holder.Current is not null), "a bundle on both silos");
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task LiveSignals_UsersOnBothSilos_AddUpAndReachBothCatalogues()
    {
        for (int user = 0; user < Users; user++)
            await _cluster.Client.GetGrain<IUserGrain>($"user-{user}").ApplyAsync([Event(user, 1, "item-1"), Event(user, 2, "item-2", EventAction.Order)]);

        await Node.UntilAsync(
            () => Catalogues().All(holder => Orders(holder) == Users && holder.Current!.LiveOf("item-1")?.Successors.Length > 0),
            "the orders of all users on both silos");

        ItemActivity stored = (await _cluster.Client.GetGrain<IItemGrain>("item-2").GetAsync())!.Activity!;
        Assert.Equal(Users, stored.Totals[(int)EventAction.Order]);
        FeedRecord record = (await Feed().FindAsync(TandemStorageNames.LiveTopic, "item-2"))!;
        Assert.Equal(2, Silo(0).GetRequiredService<Serializer>().Deserialize<LiveRecord>(record.Payload)!.Marks.Length);
        Assert.Equal(
            Catalogues().First().Current!.LiveOf("item-1")!.Successors, Catalogues().Last().Current!.LiveOf("item-1")!.Successors);
    }

    [Fact]
    public async Task Items_ChangedAndDeletedThroughOneSilo_ChangeOnBoth()
    {
        IItemGrain item = _cluster.Client.GetGrain<IItemGrain>("item-5");
        await item.UpsertAsync(new ItemDescription { ItemId = "item-5", Name = "Changed", CategoryId = SampleBundle.Left }, null);
        await Node.UntilAsync(() => Catalogues().All(holder => holder.Current!.Find("item-5")?.Name == "Changed"), "the change on both silos");
        await item.DeleteAsync();
        await Node.UntilAsync(() => Catalogues().All(holder => holder.Current!.Find("item-5") is null), "the deletion on both silos");
    }

    [Fact]
    public async Task Recommend_UsersOnBothSilos_ReadTheirOwnHistory()
    {
        for (int user = 0; user < Users; user++)
        {
            IUserGrain grain = _cluster.Client.GetGrain<IUserGrain>($"reader-{user}");
            await grain.ApplyAsync([Event(user, 1, SampleBundle.ItemId(user % SampleBundle.Items), EventAction.ToCart)]);
            Recommendations answer = (await grain.RecommendAsync(new RecommendationRequest { Count = 5 }))!;
            Assert.Equal(SampleBundle.ItemId(user % SampleBundle.Items), answer.Items[0].ItemId);
        }
    }

    private static long Orders(CatalogueHolder holder) => holder.Current!.LiveOf("item-2")?.Totals[(int)EventAction.Order] ?? 0;

    private IServiceProvider Silo(int index) => _cluster.GetSiloServiceProvider(_cluster.Silos[index].SiloAddress);

    private IEnumerable<CatalogueHolder> Catalogues() => [Silo(0).GetRequiredService<CatalogueHolder>(), Silo(1).GetRequiredService<CatalogueHolder>()];

    private IFeedLog Feed() => Silo(0).GetRequiredService<IFeedLog>();

    private static UserEvent Event(int user, long offset, string item, EventAction action = EventAction.PageView) => new(offset, new ShopEvent
    {
        EventId = $"{user}-{offset}",
        UserId = $"user-{user}",
        ItemId = item,
        Action = action,
        OccurredAt = Start.AddMinutes(offset),
    });
}
