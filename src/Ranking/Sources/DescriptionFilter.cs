using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>The filters of a query that look at an item's description. For one request; not thread-safe.</summary>
internal sealed class DescriptionFilter(CategoryTree categories, RecommendationQuery query)
{
    private readonly Dictionary<string, bool> _within = new(StringComparer.Ordinal);

    public bool Passes(ItemDescription item) =>
        (query.MinPrice is not { } low || item.Price >= low)
        && (query.MaxPrice is not { } high || item.Price <= high)
        && (query.Category is not { } category || IsWithin(item.CategoryId, category));

    private bool IsWithin(string? category, string ancestor)
    {
        if (category is null)
        {
            return false;
        }

        if (!_within.TryGetValue(category, out bool within))
        {
            within = categories.IsWithin(category, ancestor);
            _within.Add(category, within);
        }

        return within;
    }
}
