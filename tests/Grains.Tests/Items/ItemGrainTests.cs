using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Items;
using Tandem.Grains.Items;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Items;

public sealed class ItemGrainTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Node _node = null!;

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
    public async Task UpsertAsync_NewItem_CreatedAndInTheCatalogueAtOnce()
    {
        ItemWriteResult result = await Item("new").UpsertAsync(Describe("new"), null);

        Assert.Equal(ItemWriteOutcome.Created, result.Outcome);
        Assert.Equal("A lamp", Catalogue.Current!.Find("new")!.Name);
    }

    [Fact]
    public async Task UpsertAsync_SameAgain_Unchanged()
    {
        ItemWriteResult first = await Item("same").UpsertAsync(Describe("same"), null);
        ItemWriteResult second = await Item("same").UpsertAsync(Describe("same"), null);

        Assert.Equal(new ItemWriteResult(ItemWriteOutcome.Unchanged, first.Revision), second);
    }

    [Fact]
    public async Task UpsertAsync_RevisionNotNewer_Conflict()
    {
        await Item("old").UpsertAsync(Describe("old"), 7);
        ItemWriteResult result = await Item("old").UpsertAsync(Describe("old") with { Price = 1 }, 6);

        Assert.Equal(new ItemWriteResult(ItemWriteOutcome.Conflict, 7), result);
    }

    [Fact]
    public async Task UpsertAsync_ImageOfAnotherLength_RefusedWithBothLengths()
    {
        ItemWriteResult result = await Item("image").UpsertAsync(Describe("image") with { Image = [1, 2, 3] }, null);

        Assert.Equal(ItemWriteOutcome.Refused, result.Outcome);
        Assert.Contains("3 dimensions", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchAsync_ItemOfTheBundle_OtherFieldsStay()
    {
        string id = SampleBundle.ItemId(3);
        await Item(id).PatchAsync(new ItemPatch(ItemFields.Price, new ItemDescription { ItemId = id, Price = 99 }), null);

        StoredItem stored = (await Item(id).GetAsync())!;
        Assert.Equal((99, "Thing number 3"), (stored.Item.Price, stored.Item.Name));
    }

    [Fact]
    public async Task DeleteAsync_ItemOfTheBundle_GoneAlsoAfterRestart()
    {
        string id = SampleBundle.ItemId(4);
        await Item(id).DeleteAsync();
        Assert.Null(Catalogue.Current!.Find(id));
        await _node.DisposeAsync();
        _node = await StartAsync();

        Assert.Null(Catalogue.Current!.Find(id));
        Assert.Null(await Item(id).GetAsync());
    }

    [Fact]
    public async Task UpsertAsync_ManyTimes_TheFeedKeepsTheLastRecordOnly()
    {
        for (int price = 1; price <= 5; price++)
            await Item("often").UpsertAsync(Describe("often") with { Price = price }, null);

        IReadOnlyList<FeedRecord> feed = await _node.Get<IFeedLog>().ReadAsync(TandemStorageNames.CatalogueTopic, 0, 100);
        FeedRecord record = Assert.Single(feed);
        Assert.Equal(5, _node.Get<Serializer>().Deserialize<CatalogueChange>(record.Payload)!.Item!.Price);
    }

    [Fact]
    public async Task GetAsync_StoredButNotPublished_IsPublished()
    {
        // What a process leaves that dies between the two steps of a write.
        IGrainStorage storage = _node.Get<IServiceProvider>().GetRequiredKeyedService<IGrainStorage>(TandemStorageNames.Provider);
        GrainState<ItemState> state = new() { State = new ItemState { Item = Describe("half"), Revision = 1 } };
        await storage.WriteStateAsync("item", Item("half").GetGrainId(), state);
        Assert.Null(Catalogue.Current!.Find("half"));

        await Item("half").GetAsync();

        Assert.NotNull(Catalogue.Current!.Find("half"));
    }

    private CatalogueHolder Catalogue => _node.Get<CatalogueHolder>();

    private static ItemDescription Describe(string id) => new() { ItemId = id, Name = "A lamp", CategoryId = SampleBundle.Left, Price = 5 };

    private IItemGrain Item(string id) => _node.Grains.GetGrain<IItemGrain>(id);

    private async Task<Node> StartAsync()
    {
        Node node = await Node.StartAsync(_folder.Path);
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().Current is not null, "the bundle");
        return node;
    }
}
