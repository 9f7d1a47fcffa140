using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>Reads a part out of a category tree.</summary>
public static class CategoryTree
{
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
