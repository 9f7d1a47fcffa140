using Tandem.Domain;

namespace Tandem.Datasets.Categories;

/// <summary>
/// A category tree from a path column: "Apparel &gt; Shoes &gt; Boots". A category's id is its path from the root, so that two
/// categories of one name stay two. Memory grows with the categories.
/// </summary>
/// <param name="separator">What stands between the names; spaces around it are dropped.</param>
public sealed class CategoryPaths(string separator = CategoryPaths.StandardSeparator)
{
    /// <summary>What stands between the names unless stated otherwise.</summary>
    public const string StandardSeparator = ">";

    private readonly Dictionary<string, Category> _tree = new(StringComparer.Ordinal);

    /// <summary>The tree of all paths so far, parents before their children.</summary>
    public IReadOnlyCollection<Category> Categories => _tree.Values;

    /// <summary>Adds a path and returns its category's id; null where no name is left between the separators.</summary>
    public string? Add(string path)
    {
        string? parent = null;
        foreach (string name in path.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string id = parent is null ? name : $"{parent} {separator} {name}";
            _tree.TryAdd(id, new Category(id, parent, name));
            parent = id;
        }

        return parent;
    }
}
