using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Items;

/// <summary>An item and its revision; revision 0 means that it comes from the bundle and was never written here.</summary>
/// <param name="Activity">What live events say of it; null for nothing.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.StoredItem")]
public sealed record StoredItem([property: Id(0)] ItemDescription Item, [property: Id(1)] long Revision, [property: Id(2)] ItemActivity? Activity = null);

/// <summary>What a write did.</summary>
public enum ItemWriteOutcome : byte
{
    /// <summary>There was no such item.</summary>
    Created = 0,

    /// <summary>The item changed.</summary>
    Updated = 1,

    /// <summary>The item was like this already.</summary>
    Unchanged = 2,

    /// <summary>The caller's revision is not newer than the stored one.</summary>
    Conflict = 3,

    /// <summary>There is nothing to change.</summary>
    NotFound = 4,

    /// <summary>The active bundle cannot make vectors for the item, for example because of the length of the image or the text vector.</summary>
    Refused = 5,
}

/// <summary>What a write did, and the revision that stands now.</summary>
/// <param name="Reason">Why the item was refused; null otherwise.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.ItemWriteResult")]
public readonly record struct ItemWriteResult(
    [property: Id(0)] ItemWriteOutcome Outcome, [property: Id(1)] long Revision, [property: Id(2)] string? Reason = null);

/// <summary>The fields that a patch sets; a set field whose value is null is cleared.</summary>
[Flags]
public enum ItemFields
{
    None = 0,
    ModelId = 1,
    Name = 2,
    CategoryId = 4,
    Attributes = 8,
    Image = 16,
    Price = 32,
    Available = 64,
    TextVector = 128,
}

/// <summary>A partial change.</summary>
/// <param name="Fields">Which fields of <paramref name="Values"/> count.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.ItemPatch")]
public sealed record ItemPatch([property: Id(0)] ItemFields Fields, [property: Id(1)] ItemDescription Values);
