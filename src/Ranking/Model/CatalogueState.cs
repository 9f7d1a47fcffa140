using System.Collections.Immutable;
using Tandem.Domain;
using Tandem.Retrieval;
using Tandem.Retrieval.Filters;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking;

/// <summary>
/// What a catalogue holds. Slots 0 to items-1 are the model's item codes; live items are appended. Immutable: a change shares what
/// it does not touch.
/// </summary>
internal sealed record CatalogueState
{
    public required int SlotCount { get; init; }

    /// <summary>Category, price and availability of every slot; deleted items are not available.</summary>
    public required ItemColumns Columns { get; init; }

    /// <summary>The numbers of categories in <see cref="Columns"/>; categories that only items name are roots.</summary>
    public required CategoryNumbering Categories { get; init; }

    /// <summary>Descriptions that differ from the model's, by slot; null where the item was deleted.</summary>
    public ImmutableDictionary<int, ItemDescription?> Changed { get; init; } = ImmutableDictionary<int, ItemDescription?>.Empty;

    /// <summary>Slots of items that the model does not know.</summary>
    public ImmutableDictionary<string, int> Added { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Items that borrow the evidence of their relatives, ascending by slot.</summary>
    public ImmutableArray<ColdItem> Cold { get; init; } = [];

    /// <summary>What live events say of the items.</summary>
    public LiveItems Live { get; init; } = LiveItems.None;

    public SegmentedIndex? Fused { get; init; }

    public SegmentedIndex? Vectors { get; init; }

    /// <summary>Of a partitioned model, the bitmap of the bundle's slots whose vectors a live change replaced; empty for none.</summary>
    public ulong[] Replaced { get; init; } = [];

    /// <summary>Bitmap of the slots that are there and available.</summary>
    public SlotBitmap Available() => Columns.Select(new SlotCriteria());
}
