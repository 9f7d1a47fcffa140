using Tandem.Domain;

namespace Tandem.Datasets.OnlineRetail;

/// <summary>
/// Gathers what the table says of each item while its rows pass. Memory grows with the distinct items, descriptions and
/// prices, not with the rows.
/// </summary>
internal sealed class RetailItems
{
    private readonly Dictionary<string, Seen> _byId = new(StringComparer.Ordinal);
    private readonly List<Seen> _inOrder = [];

    public void Add(RetailRow row)
    {
        if (!_byId.TryGetValue(row.StockCode, out Seen? item))
        {
            _byId.Add(row.StockCode, item = new Seen(row.StockCode));
            _inOrder.Add(item);
        }

        item.Add(row);
    }

    /// <summary>The items in order of first appearance.</summary>
    public IEnumerable<ItemDescription> Describe() => _inOrder.Select(static item => item.Describe());

    private sealed class Seen(string id)
    {
        private readonly Dictionary<string, int> _descriptions = new(StringComparer.Ordinal);
        private readonly SortedDictionary<decimal, int> _prices = [];

        public void Add(RetailRow row)
        {
            if (IsName(row.Description))
            {
                _descriptions[row.Description] = _descriptions.GetValueOrDefault(row.Description) + 1;
            }

            if (row.UnitPrice > 0)
            {
                _prices[row.UnitPrice] = _prices.GetValueOrDefault(row.UnitPrice) + 1;
            }
        }

        public ItemDescription Describe() => new()
        {
            ItemId = id,
            ModelId = id[..5],
            Name = _descriptions.Count == 0
                ? null
                : _descriptions.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).First().Key,
            Price = MedianPrice(),
        };

        /// <summary>Names of goods are in capitals; what clerks typed over them ("damaged", "?", "lost") is mostly not.</summary>
        private static bool IsName(string text) =>
            !text.Contains('?') && text.Count(char.IsAsciiLetterUpper) > text.Count(char.IsAsciiLetterLower);

        /// <summary>The lower median over the rows.</summary>
        private double? MedianPrice()
        {
            int half = (_prices.Values.Sum() + 1) / 2;
            foreach ((decimal price, int rows) in _prices)
            {
                half -= rows;
                if (half <= 0)
                {
                    return (double)price;
                }
            }

            return null;
        }
    }
}
