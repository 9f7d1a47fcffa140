using System.Collections.Immutable;
using Tandem.Domain;
using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>
/// What a catalogue holds. Slots 0 to items-1 are the model's item codes; live items are appended. Immutable; the arrays are
/// copied before they are changed.
/// </summary>
internal sealed record CatalogueState
{
    public required int SlotCount { get; init; }

    /// <summary>Bit slot % 64 of word slot / 64: the item is there and available.</summary>
    public required ulong[] Available { get; init; }

    /// <summary>Descriptions that differ from the model's, by slot; null where the item was deleted.</summary>
    public ImmutableDictionary<int, ItemDescription?> Changed { get; init; } = ImmutableDictionary<int, ItemDescription?>.Empty;

    /// <summary>Slots of items that the model does not know.</summary>
    public ImmutableDictionary<string, int> Added { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Items that borrow the evidence of their relatives, ascending by slot.</summary>
    public ImmutableArray<ColdItem> Cold { get; init; } = [];

    public ExactIndex? Fused { get; init; }

    public ExactIndex? Vectors { get; init; }
}
