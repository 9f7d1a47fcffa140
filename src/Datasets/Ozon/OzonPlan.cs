using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>All units of an import in order: categories, items, orders, tracker.</summary>
internal sealed class OzonPlan
{
    /// <summary>Rows of a unit of events: enough for four row groups of the dataset.</summary>
    private const long LeastEventRows = 4 * DatasetLayout.EventRowGroupRows;

    /// <summary>Rows of a unit of items, which may carry an image of 2 KB each.</summary>
    private const long LeastItemRows = 2 * DatasetLayout.ItemRowGroupRows;

    private static readonly string[] Tables = [OzonSchema.Categories, OzonSchema.Items, OzonSchema.Orders, OzonSchema.Tracker];

    private readonly Dictionary<string, string> _signatures = [];

    /// <param name="raw">Folder of the four tables.</param>
    /// <exception cref="TandemException">A table is missing.</exception>
    public OzonPlan(string raw)
    {
        // Missing tables are found before an hour of reading, not after.
        Dictionary<string, string[]> files = Tables.ToDictionary(table => table, table => OzonSchema.Files(raw, table));
        var units = new List<OzonUnit>();
        foreach (string table in Tables)
        {
            units.AddRange(OzonUnit.Of(table, files[table], table == OzonSchema.Items ? LeastItemRows : LeastEventRows, units.Count));
        }

        Units = units;

        // Which of several items with one id is taken depends on all files of items, and which events are taken on the items.
        string items = InputSignature.Of(files[OzonSchema.Items]);
        foreach ((int number, string file) in files[OzonSchema.Orders].Index().Concat(files[OzonSchema.Tracker].Index()))
        {
            _signatures[file] = InputSignature.Of([file], number, items);
        }

        foreach (string file in files[OzonSchema.Items])
        {
            _signatures[file] = items;
        }

        foreach (string file in files[OzonSchema.Categories])
        {
            _signatures[file] = InputSignature.Of([file]);
        }
    }

    public IReadOnlyList<OzonUnit> Units { get; }

    public IEnumerable<OzonUnit> Of(string table) => Units.Where(unit => unit.Table == table);

    /// <summary>Of all that the unit's rows depend on.</summary>
    public string SignatureOf(OzonUnit unit) => _signatures[unit.File];
}
