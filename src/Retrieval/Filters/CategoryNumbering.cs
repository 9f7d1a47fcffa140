using System.Collections.Immutable;

namespace Tandem.Retrieval.Filters;

/// <summary>
/// Numbers of categories in pre-order, so that a category and all below it are one range. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Any input is taken: a parent that has no entry of its own is a root, and categories whose parents lead in a circle are one category with
/// several names.
/// </remarks>
public sealed class CategoryNumbering
{
    /// <summary>The number of what has no category; in no range.</summary>
    public const int NoCategory = -1;

    private readonly ImmutableDictionary<string, CategoryRange> _ranges;

    private CategoryNumbering(ImmutableDictionary<string, CategoryRange> ranges, int count)
    {
        _ranges = ranges;
        Count = count;
    }

    /// <summary>Numbers given, from 0.</summary>
    public int Count { get; }

    /// <param name="categories">Ids with their parents, null at a root; of an id that is there twice the last one counts.</param>
    public static CategoryNumbering Build(IEnumerable<(string Id, string? Parent)> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        CategoryForest forest = new(categories);
        ImmutableDictionary<string, CategoryRange>.Builder ranges = ImmutableDictionary.CreateBuilder<string, CategoryRange>(StringComparer.Ordinal);
        int count = forest.Number((id, range) => ranges.Add(id, range));
        return new CategoryNumbering(ranges.ToImmutable(), count);
    }

    /// <summary>The number of a category; <see cref="NoCategory"/> for null and for ids that it does not know.</summary>
    public int NumberOf(string? id) => id is not null && _ranges.TryGetValue(id, out CategoryRange range) ? range.First : NoCategory;

    /// <summary>The category and all below it; empty for an id that it does not know.</summary>
    public CategoryRange RangeOf(string id) => _ranges.GetValueOrDefault(id, CategoryRange.None);

    /// <summary>With a category that is not in the tree, as a root of its own; the same numbering if it is there.</summary>
    public CategoryNumbering With(string id) =>
        _ranges.ContainsKey(id) ? this : new CategoryNumbering(_ranges.Add(id, new CategoryRange(Count, Count)), Count + 1);
}
