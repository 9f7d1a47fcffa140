using Tandem.Domain;

namespace Tandem.Grains.Catalog;

/// <summary>One record of the catalogue feed.</summary>
/// <param name="Revision">The item's revision, for people who read the feed; the order of the feed is what counts.</param>
/// <param name="Item">The whole description; null when the item was deleted.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.CatalogueChange")]
internal sealed record CatalogueChange(
    [property: Id(0)] string ItemId,
    [property: Id(1)] long Revision,
    [property: Id(2)] ItemDescription? Item);
