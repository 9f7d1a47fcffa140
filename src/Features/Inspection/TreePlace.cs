using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Inspection;

/// <summary>Where an item hangs in the category tree, in words.</summary>
internal static class TreePlace
{
    private const int NearestCategories = 5;

    /// <param name="block">Gives a category's point.</param>
    /// <param name="item">The item.</param>
    /// <param name="tree">The categories; a cycle ends the path.</param>
    /// <param name="dimension">Length of a point.</param>
    public static IReadOnlyList<string> Of(CategoryBlock block, ItemDescription item, IReadOnlyList<Category> tree, int dimension)
    {
        if (item.CategoryId is null)
        {
            return ["the item has no category"];
        }

        float[] place = Point(block, item.CategoryId, dimension);
        double distance = PoincareEmbedding.Distance(new float[place.Length], place);
        if (distance == 0)
        {
            return [$"category '{item.CategoryId}' was not in the fitted tree"];
        }

        string[] path = Path(item.CategoryId, tree);
        (string Name, double Distance)[] near =
        [
            .. tree.Where(other => other.CategoryId != item.CategoryId)
                .Select(other => (other.Name, Point: Point(block, other.CategoryId, dimension)))
                .Where(other => other.Point.AsSpan().ContainsAnyExcept(0))
                .Select(other => (other.Name, Distance: PoincareEmbedding.Distance(place, other.Point)))
                .OrderBy(other => other.Distance).ThenBy(other => other.Name, StringComparer.Ordinal)
                .Take(NearestCategories),
        ];
        return
        [
            path.Length == 0
                ? FormattableString.Invariant($"category '{item.CategoryId}', {distance:0.0} from the centre of the ball")
                : FormattableString.Invariant($"{string.Join(" > ", path)}: level {path.Length}, {distance:0.0} from the centre of the ball"),
            .. near.Length == 0 ? [] : new[] { "nearest categories: " + string.Join(", ", near.Select(other => FormattableString.Invariant($"{other.Name} ({other.Distance:0.00})"))) },
        ];
    }

    /// <summary>Names from the root to the category.</summary>
    private static string[] Path(string categoryId, IReadOnlyList<Category> tree)
    {
        Dictionary<string, Category> byId = new(StringComparer.Ordinal);
        foreach (Category category in tree)
        {
            byId.TryAdd(category.CategoryId, category);
        }

        List<string> path = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (string? id = categoryId; id is not null && seen.Add(id) && byId.TryGetValue(id, out Category? category); id = category.ParentId)
        {
            path.Insert(0, category.Name);
        }

        return [.. path];
    }

    private static float[] Point(CategoryBlock block, string categoryId, int dimension)
    {
        float[] point = new float[dimension];
        block.Fuse(new ItemDescription { ItemId = "", CategoryId = categoryId }, point);
        return point;
    }
}
