using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Serialization;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Items;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains.Items;

/// <summary>
/// The single writer of one item: a change is stored, then published to the catalogue feed, then applied on this silo. If the process
/// dies in between, the stored revision is ahead of the published one and the next activation publishes it.
/// </summary>
[GrainType("item")]
[HashBasedPlacement]
internal sealed partial class ItemGrain(
    [PersistentState("item", TandemStorageNames.Provider)] IPersistentState<ItemState> state,
    IFeedLog feed,
    Serializer serializer,
    CatalogueHolder catalogue,
    IOptions<LiveOptions> liveOptions) : Grain, IItemGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken) => await PublishAsync();

    public async Task<ItemWriteResult> UpsertAsync(ItemDescription item, long? revision)
    {
        await PublishAsync();
        ItemDescription? current = Current();
        if (revision <= state.State.Revision)
        {
            bool same = revision == state.State.Revision && SameAsCurrent(item);
            return new ItemWriteResult(same ? ItemWriteOutcome.Unchanged : ItemWriteOutcome.Conflict, state.State.Revision);
        }

        if (revision is null && SameAsCurrent(item))
            return new ItemWriteResult(ItemWriteOutcome.Unchanged, state.State.Revision);

        if (ReasonToRefuse(item) is { } reason)
            return new ItemWriteResult(ItemWriteOutcome.Refused, state.State.Revision, reason);

        await StoreAsync(item, revision);
        return new ItemWriteResult(current is null ? ItemWriteOutcome.Created : ItemWriteOutcome.Updated, state.State.Revision);
    }

    public Task<ItemWriteResult> PatchAsync(ItemPatch patch, long? revision) =>
        Current() is { } current
            ? UpsertAsync(patch.ApplyTo(current), revision)
            : Task.FromResult(new ItemWriteResult(ItemWriteOutcome.NotFound, state.State.Revision));

    public async Task<StoredItem?> GetAsync() =>
        Current() is { } current ? new StoredItem(current, state.State.Revision, (await ReadLiveAsync())?.Activity) : null;

    public async Task<ItemWriteResult> DeleteAsync()
    {
        await PublishAsync();
        if (Current() is null)
            return new ItemWriteResult(ItemWriteOutcome.NotFound, state.State.Revision);

        await StoreAsync(null, revision: null);
        await ForgetLiveAsync();
        return new ItemWriteResult(ItemWriteOutcome.Updated, state.State.Revision);
    }

    /// <summary>The item as it stands: what was written here, else what the bundle says.</summary>
    private ItemDescription? Current() =>
        state.State.Revision > 0 ? state.State.Item : catalogue.Current?.Find(this.GetPrimaryKeyString());

    /// <summary>
    /// What the feed would leave out later is refused now, while the caller is there to hear it. Only an embedding can be at odds with a
    /// bundle, and trying costs as much as the change itself.
    /// </summary>
    private string? ReasonToRefuse(ItemDescription item)
    {
        try
        {
            if (item.Image is not null || item.TextVector is not null)
                catalogue.Current?.With(item);

            return null;
        }
        catch (TandemException error)
        {
            return error.Message;
        }
    }

    /// <summary>Compares stored forms, because a description holds arrays.</summary>
    private bool SameAsCurrent(ItemDescription item) =>
        Current() is { } current && Bytes(current).AsSpan().SequenceEqual(Bytes(item));

    private byte[] Bytes(ItemDescription item) => serializer.SerializeToArray(new CatalogueChange(item.ItemId, 0, item));

    private async Task StoreAsync(ItemDescription? item, long? revision)
    {
        await WriteAsync(state.State with
        {
            Item = item,
            Deleted = item is null,
            Revision = revision ?? state.State.Revision + 1,
        });
        await PublishAsync();
    }

    private async Task PublishAsync()
    {
        ItemState stored = state.State;
        if (stored.PublishedRevision >= stored.Revision)
            return;

        string itemId = this.GetPrimaryKeyString();
        byte[] change = serializer.SerializeToArray(new CatalogueChange(itemId, stored.Revision, stored.Item));
        long offset = await feed.AppendAsync(TandemStorageNames.CatalogueTopic, itemId, change);
        await WriteAsync(stored with { PublishedRevision = stored.Revision, PublishedOffset = offset });

        // Superseded: without this the feed would grow with every price change, and so would every start.
        if (stored.PublishedOffset > 0)
            await feed.RemoveAsync(TandemStorageNames.CatalogueTopic, stored.PublishedOffset);

        await catalogue.CatchUpAsync(offset);
    }

    private async Task WriteAsync(ItemState next)
    {
        ItemState before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }
}
