using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Items;

/// <summary>The single writer of one item. The key is the item's id.</summary>
[Alias("Tandem.IItemGrain")]
public interface IItemGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores the description. The same description again changes nothing. Answers after the change is stored, published to the
    /// catalogue feed and applied on this silo.
    /// </summary>
    /// <param name="revision">The caller's revision, at least 1; one that is not newer than the stored one is a conflict. Null counts up.</param>
    [Alias("Upsert")]
    Task<ItemWriteResult> UpsertAsync([Immutable] ItemDescription item, long? revision);

    /// <summary>Changes the named fields; not found if there is neither a stored item nor one in the bundle.</summary>
    [Alias("Patch")]
    Task<ItemWriteResult> PatchAsync(ItemPatch patch, long? revision);

    /// <summary>The item as it stands; null if unknown or deleted.</summary>
    [Alias("Get")]
    Task<StoredItem?> GetAsync();

    /// <summary>Takes the item out of every answer. Deleting an item that is not there changes nothing.</summary>
    [Alias("Delete")]
    Task<ItemWriteResult> DeleteAsync();

    /// <summary>
    /// Adds what a silo gathered of live events, stores it and publishes it to the live feed. A signal that was received before has no
    /// effect; an item that is unknown or deleted keeps nothing.
    /// </summary>
    [Alias("Receive")]
    Task ReceiveAsync(ItemSignal signal);
}
