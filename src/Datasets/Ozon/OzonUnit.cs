using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// Some row groups of one file: what one thread imports at a time, into a part of its own. Which units there are depends on
/// the files alone, so the dataset does not depend on the number of threads or on interruptions.
/// </summary>
/// <param name="Order">Position among all units of the import.</param>
/// <param name="Table">The table.</param>
/// <param name="FileNumber">Position of the file among the table's sorted files.</param>
/// <param name="Number">Position of the unit in its file.</param>
/// <param name="File">The file.</param>
/// <param name="FirstGroup">Its first row group.</param>
/// <param name="FirstRow">Row of the file at which it begins.</param>
/// <param name="GroupRows">Rows of each of its row groups.</param>
/// <param name="Bytes">Bytes of its row groups, not compressed.</param>
/// <param name="Problem">Why the file cannot be read at all; null if it can.</param>
internal sealed record OzonUnit(
    int Order, string Table, int FileNumber, int Number, string File, int FirstGroup, long FirstRow, IReadOnlyList<long> GroupRows, long Bytes, string? Problem)
{
    /// <summary>Names the unit and sorts as the units do.</summary>
    public string Key => FormattableString.Invariant($"{Table}-{FileNumber:D6}-{Number:D5}");

    public string PartName => $"part-{Key}.parquet";

    public long Rows => GroupRows.Sum();

    /// <summary>The units of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="files">Its files, sorted.</param>
    /// <param name="leastRows">A unit ends with the row group that brings it to so many rows.</param>
    /// <param name="order">Number of the first unit.</param>
    public static IEnumerable<OzonUnit> Of(string table, string[] files, long leastRows, int order)
    {
        for (int number = 0; number < files.Length; number++)
        {
            foreach (OzonUnit unit in OfFile(table, number, files[number], leastRows))
            {
                yield return unit with { Order = order++ };
            }
        }
    }

    private static List<OzonUnit> OfFile(string table, int number, string file, long leastRows)
    {
        (long Rows, long Bytes)[] groups;
        try
        {
            using ParquetTable open = ParquetTable.Open(file);
            groups = open.RowGroupSizes();
        }
        catch (DamagedInputException damage)
        {
            return [new OzonUnit(0, table, number, 0, file, 0, 0, [], 0, damage.Message)];
        }

        if (groups.Length == 0)
        {
            // A unit without rows: the columns of its file are checked all the same.
            groups = [(0, 0)];
        }

        var units = new List<OzonUnit>();
        var rows = new List<long>();
        long first = 0;
        long bytes = 0;
        for (int index = 0; index < groups.Length; index++)
        {
            rows.Add(groups[index].Rows);
            bytes += groups[index].Bytes;
            if (rows.Sum() >= leastRows || index == groups.Length - 1)
            {
                units.Add(new OzonUnit(0, table, number, units.Count, file, index + 1 - rows.Count, first, [.. rows], bytes, null));
                first += rows.Sum();
                rows.Clear();
                bytes = 0;
            }
        }

        return units;
    }
}
