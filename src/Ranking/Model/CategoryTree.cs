using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>Which category lies below which. Cycles and parents that do not exist end the way up.</summary>
internal sealed class CategoryTree
{
    private readonly Dictionary<string, string?> _parents;

    public CategoryTree(IReadOnlyList<Category> categories)
    {
        Categories = categories;
        _parents = new Dictionary<string, string?>(categories.Count, StringComparer.Ordinal);
        foreach (Category category in categories)
        {
            _parents[category.CategoryId] = category.ParentId;
        }
    }

    public IReadOnlyList<Category> Categories { get; }

    /// <summary>True when <paramref name="category"/> is <paramref name="ancestor"/> or lies below it.</summary>
    public bool IsWithin(string? category, string ancestor)
    {
        for (int steps = 0; category is not null && steps <= _parents.Count; steps++)
        {
            if (string.Equals(category, ancestor, StringComparison.Ordinal))
            {
                return true;
            }

            category = _parents.GetValueOrDefault(category);
        }

        return false;
    }
}
