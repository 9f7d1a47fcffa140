using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Collects events one by one, in any order, into <see cref="Interactions"/> over a list of items that is given: the columns of a shop whose
/// events lie in no dataset. About 60 bytes an event while collecting. Not thread-safe.
/// </summary>
/// <param name="itemIds">Item code to id; events of other items are counted and left out.</param>
/// <param name="anonymousUserPrefix">Ids of baskets of unknown people begin with it; null: there are none.</param>
public sealed class InteractionsCollector(IEnumerable<string> itemIds, EventAction outcome, string? anonymousUserPrefix)
{
    private readonly EventRows _rows = new(EventSpace.Memory);
    private readonly string[] _itemIds = [.. itemIds];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _widgets = new(StringComparer.Ordinal) { [string.Empty] = 0 };
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private Dictionary<string, int>? _items;
    private long _unknownItems;

    /// <summary>Events collected so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Takes an event in; what only says whether an item may be shown is left out.</summary>
    public void Add(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        if (!shopEvent.Action.IsSignal())
        {
            return;
        }

        _items ??= _itemIds.Select(static (id, code) => (id, code)).ToDictionary(static p => p.id, static p => p.code, StringComparer.Ordinal);
        if (!_items.TryGetValue(shopEvent.ItemId, out int item))
        {
            _unknownItems++;
            return;
        }

        _rows.Add(
            CodeOf(_users, shopEvent.UserId),
            item,
            shopEvent.Action,
            shopEvent.OccurredAt.ToUnixTimeMilliseconds(),
            CodeOf(_widgets, shopEvent.Widget ?? string.Empty),
            shopEvent.OrderId is { } order ? CodeOf(_orders, order) : -1,
            (float)(shopEvent.Value ?? 0));
    }

    /// <summary>What was collected; the object is used up. Events of one user and instant keep the order in which they came.</summary>
    public Interactions Build()
    {
        string[] users = Names(_users);
        return _rows.Build(users, _itemIds, Names(_widgets), outcome, Interactions.FindAnonymous(users, anonymousUserPrefix), _unknownItems);
    }

    private static string[] Names(Dictionary<string, int> codes) => [.. codes.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    private static int CodeOf(Dictionary<string, int> codes, string text)
    {
        if (!codes.TryGetValue(text, out int code))
        {
            codes.Add(text, code = codes.Count);
        }

        return code;
    }
}
