using Tandem.Datasets.Categories;
using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>Where the items of an import hang: in a tree that is given, or else in one that the items' own paths make.</summary>
internal sealed class ItemCategories
{
    private readonly IReadOnlyList<Category>? _given;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idOfPath = new(StringComparer.Ordinal);
    private readonly CategoryPaths _made = new();

    /// <param name="given">The tree; null: it is made of paths.</param>
    public ItemCategories(IReadOnlyList<Category>? given)
    {
        if (given is null)
        {
            return;
        }

        // A file of edges names its roots only as parents, and a category once for each of its parents: in a tree the first counts.
        given = [.. given.DistinctBy(static category => category.CategoryId, StringComparer.Ordinal)];
        HashSet<string> known = [.. given.Select(static category => category.CategoryId)];
        _given = [.. given.Select(static category => category.ParentId).OfType<string>().Distinct().Where(parent => !known.Contains(parent)).Select(static root => new Category(root, null, root)), .. given];
        ILookup<string, Category> byId = _given.ToLookup(static category => category.CategoryId, StringComparer.Ordinal);
        foreach (Category category in _given)
        {
            _ids.Add(category.CategoryId);
            _idOfPath.TryAdd(PathOf(category, byId), category.CategoryId);
        }
    }

    /// <summary>Items whose id or path the given tree does not have.</summary>
    public long Unknown { get; private set; }

    /// <summary>The whole tree.</summary>
    public IEnumerable<Category> Tree => _given ?? (IEnumerable<Category>)_made.Categories;

    /// <summary>The category of an item; in a given tree its id counts before its path, else the other way round. Null for none.</summary>
    public string? Of(string? id, string? path)
    {
        if (_given is null)
        {
            return (path is null ? null : _made.Add(path)) ?? id;
        }

        string? found = id is not null && _ids.Contains(id) ? id : path is null ? null : _idOfPath.GetValueOrDefault(Tidy(path));
        Unknown += found is null && (id ?? path) is { Length: > 0 } ? 1 : 0;
        return found;
    }

    private static string PathOf(Category category, ILookup<string, Category> byId)
    {
        List<string> names = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (Category? at = category; at is not null && seen.Add(at.CategoryId); at = at.ParentId is { } above ? byId[above].FirstOrDefault() : null)
        {
            names.Insert(0, at.Name);
        }

        return Tidy(string.Join(CategoryPaths.StandardSeparator, names));
    }

    private static string Tidy(string path) =>
        string.Join(CategoryPaths.StandardSeparator, path.Split(CategoryPaths.StandardSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
