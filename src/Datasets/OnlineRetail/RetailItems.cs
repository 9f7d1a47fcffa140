using Tandem.Domain;

namespace Tandem.Datasets.OnlineRetail;

/// <summary>
/// Gathers what the table says of each item while its rows pass. Memory grows with the distinct items and prices, not with the rows.
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
        private string? _name;
        private DateTimeOffset _namedAt = DateTimeOffset.MaxValue;
        private readonly SortedDictionary<decimal, int> _prices = [];

        public void Add(RetailRow row)
        {
            // The earliest name and not the commonest: whatever the cut of an evaluation, no later row has taken part in it.
            if (row.At < _namedAt && IsName(row.Description))
            {
                (_name, _namedAt) = (row.Description, row.At);
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
            Name = _name,
            Price = MedianPrice(),
        };

        /// <summary>Names of goods are in capitals; what clerks typed over them ("damaged", "?", "lost") is mostly not.</summary>
        private static bool IsName(string text) =>
            !text.Contains('?') && text.Count(char.IsAsciiLetterUpper) > text.Count(char.IsAsciiLetterLower);

        /// <summary>The lower median over all rows, later ones included: for people and for filters, no part of any vector.</summary>
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
