using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// <c>categories_tree</c>: every row is a path from a leaf to its root. The tree is the union of the paths; memory grows with
/// the categories.
/// </summary>
internal sealed class OzonCategories(OzonImport import)
{
    private const long Absent = long.MinValue;

    private readonly Dictionary<long, Category> _tree = [];

    /// <returns>How many categories were written.</returns>
    public long Import(CancellationToken cancellation)
    {
        foreach (OzonUnit unit in import.Units(OzonSchema.Categories))
        {
            using OzonUnitRun run = import.Begin(unit);
            foreach (OzonOutcome outcome in OzonGroups.Read(unit, group => ReadGroup(group, run), cancellation))
            {
                run.Book(outcome);
            }

            import.End(run, rows: 0, static result => result);
        }

        import.RequireAnyOf(OzonSchema.Categories);
        using var parts = new CategoryParts(import.Folder);
        foreach (long id in _tree.Keys.Order())
        {
            parts.Write(_tree[id]);
        }

        parts.EndPart();
        return parts.Rows;
    }

    private void ReadGroup(OzonGroup group, OzonUnitRun run)
    {
        IntegerLeaf catalogId = group.Columns.Integers(OzonSchema.CatalogId);
        IntegerLeaf pathIds = group.Columns.Integers(OzonSchema.CatalogPathIds);
        IntegerLeaf namedIds = group.Columns.Integers(OzonSchema.CatalogPath, OzonSchema.CatalogPathId);
        Leaf<ByteArray> names = group.Columns.Text(OzonSchema.CatalogPath, OzonSchema.CatalogPathName);
        var ids = new List<long>();
        var nameIds = new List<long>();
        var nameTexts = new List<string?>();
        for (; group.Whole < group.Columns.Rows; group.Whole++)
        {
            bool hasId = catalogId.TryRead(out long leaf);
            pathIds.ReadList(ids, Absent);
            namedIds.ReadList(nameIds, Absent);
            names.ReadList(nameTexts, TextBytes.AsString, null);
            string? reason = !hasId || ids[0] != leaf || ids.Contains(Absent) ? "bad category path"
                : ids.Distinct().Count() < ids.Count ? "category path with a cycle"
                : null;
            if (reason is not null)
            {
                run.Reject(group.FirstRow + group.Whole, reason, string.Join(' ', ids));
                continue;
            }

            Add(ids, nameIds, nameTexts);
            run.Taken++;
        }
    }

    private void Add(List<long> ids, List<long> nameIds, List<string?> names)
    {
        for (int i = 0; i < ids.Count && ids[i] != OzonSchema.RootParent; i++)
        {
            long? parent = i + 1 < ids.Count && ids[i + 1] != OzonSchema.RootParent ? ids[i + 1] : null;
            int named = nameIds.IndexOf(ids[i]);
            string id = Text(ids[i]);
            _tree.TryAdd(ids[i], new Category(id, parent is { } up ? Text(up) : null, (named < 0 ? null : names[named]) ?? id));
        }
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
