using Tandem.Domain;

namespace Tandem.Grains.Items;

/// <summary>What is stored of an item that was written through the API.</summary>
[GenerateSerializer]
[Alias("Tandem.ItemState")]
internal sealed record ItemState
{
    /// <summary>The description; null if the item was never written, or was deleted.</summary>
    [Id(0)] public ItemDescription? Item { get; init; }

    /// <summary>Counts writes; 0 before the first.</summary>
    [Id(1)] public long Revision { get; init; }

    [Id(2)] public bool Deleted { get; init; }

    /// <summary>The last revision that is known to be in the catalogue feed.</summary>
    [Id(3)] public long PublishedRevision { get; init; }

    /// <summary>Where it is in the feed; the next publication replaces it.</summary>
    [Id(4)] public long PublishedOffset { get; init; }
}
