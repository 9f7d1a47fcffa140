using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>Reads a part out of a category tree, and checks it.</summary>
public static class CategoryTree
{
    /// <summary>Child, parent, its parent and so on, until the first comes again; empty if there is no cycle. A category that is its own parent counts as a root.</summary>
    public static IReadOnlyList<string> FindCycle(IReadOnlyList<Category> categories)
    {
        ILookup<string, string> parents = categories
            .Where(category => category.ParentId is not null && category.ParentId != category.CategoryId)
            .ToLookup(category => category.CategoryId, category => category.ParentId!, StringComparer.Ordinal);
        HashSet<string> sound = new(StringComparer.Ordinal); // No way up from these comes back.
        foreach (Category start in categories)
        {
            List<string> way = [];
            HashSet<string> onIt = new(StringComparer.Ordinal);
            for (string? id = start.CategoryId; id is not null && !sound.Contains(id); id = parents[id].FirstOrDefault())
            {
                if (!onIt.Add(id))
                {
                    return [.. way.Skip(way.IndexOf(id)), id];
                }

                way.Add(id);
            }

            sound.UnionWith(way);
        }

        return [];
    }

    /// <summary>The given categories, which become roots, and all below them, in the order of <paramref name="categories"/>.</summary>
    /// <exception cref="TandemException">A root is none of the categories.</exception>
    public static IReadOnlyList<Category> Below(IReadOnlyList<Category> categories, IReadOnlyCollection<string> roots)
    {
        ILookup<string, string> children = categories
            .Where(category => category.ParentId is not null)
            .ToLookup(category => category.ParentId!, category => category.CategoryId, StringComparer.Ordinal);
        HashSet<string> known = [.. categories.Select(category => category.CategoryId), .. children.Select(group => group.Key)];
        HashSet<string> kept = new(StringComparer.Ordinal);
        Stack<string> open = new();
        foreach (string root in roots)
        {
            if (!known.Contains(root))
            {
                throw new TandemException($"The root '{root}' is no category of the tree. Give ids of categories, for example '{known.FirstOrDefault()}'.");
            }

            open.Push(root);
        }

        while (open.TryPop(out string? id))
        {
            if (kept.Add(id))
            {
                foreach (string child in children[id])
                {
                    open.Push(child);
                }
            }
        }

        return
        [
            .. categories.Where(category => kept.Contains(category.CategoryId))
                .Select(category => category.ParentId is { } parent && !kept.Contains(parent) ? category with { ParentId = null } : category),
        ];
    }
}
