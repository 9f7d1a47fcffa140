using Tandem.Domain;

namespace Tandem.Training.Featurizing.Pictures;

/// <summary>
/// The branches of the category tree that pictures colour: the subtrees at the first level that has more than one category, those with
/// most items first, as many as there are colours.
/// </summary>
internal sealed class CategoryBranches
{
    private readonly Dictionary<string, Category> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _group = new(StringComparer.Ordinal);
    private readonly int _level;

    public CategoryBranches(IReadOnlyList<Category> categories, IReadOnlyList<ItemDescription> items)
    {
        foreach (Category category in categories)
        {
            _byId.TryAdd(category.CategoryId, category);
        }

        List<string>[] levels = [.. categories.GroupBy(category => Path(category.CategoryId).Count).OrderBy(static level => level.Key).Select(static level => level.Select(c => c.CategoryId).ToList())];
        _level = Math.Max(0, Array.FindIndex(levels, static level => level.Count > 1));
        (string Id, int Items)[] branches =
        [
            .. items.Select(item => Branch(item.CategoryId)).OfType<string>().CountBy(static id => id)
                .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                .Take(Training.Pages.Html.Colours).Select(static pair => (pair.Key, pair.Value)),
        ];
        Names = [.. branches.Select(branch => _byId[branch.Id].Name)];
        foreach ((int index, (string id, _)) in branches.Index())
        {
            _group.Add(id, index);
        }
    }

    /// <summary>Names of the branches, most items first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The branch of a category; -1 for an unknown one and for those above or beside the coloured branches.</summary>
    public int Of(string? category) => Branch(category) is { } branch ? _group.GetValueOrDefault(branch, -1) : -1;

    /// <summary>The category and what is above it, from the root down; empty for an unknown one.</summary>
    public IReadOnlyList<string> Path(string? category)
    {
        List<string> path = [];
        for (string? id = category; id is not null && _byId.TryGetValue(id, out Category? node) && path.Count <= _byId.Count; id = node.ParentId)
        {
            // Some trees say of a root that it is its own parent.
            if (path.Count > 0 && path[^1] == id)
            {
                break;
            }

            path.Add(id);
        }

        path.Reverse();
        return path;
    }

    private string? Branch(string? category) => Path(category) is var path && path.Count > _level ? path[_level] : null;
}
