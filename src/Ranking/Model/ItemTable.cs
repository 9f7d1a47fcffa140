using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>The items of a serving model by dense code and by id.</summary>
internal sealed class ItemTable
{
    private readonly Dictionary<string, int> _codes;

    public ItemTable(IReadOnlyList<ItemDescription> items)
    {
        Items = [.. items];
        _codes = new Dictionary<string, int>(Items.Length, StringComparer.Ordinal);
        for (int code = 0; code < Items.Length; code++)
        {
            if (!_codes.TryAdd(Items[code].ItemId, code))
            {
                throw new TandemException($"Item '{Items[code].ItemId}' is in the model twice (rows {_codes[Items[code].ItemId]} and {code}). Remove one.");
            }
        }
    }

    public ItemDescription[] Items { get; }

    public int Count => Items.Length;

    public bool TryGetCode(string itemId, out int code) => _codes.TryGetValue(itemId, out code);
}
