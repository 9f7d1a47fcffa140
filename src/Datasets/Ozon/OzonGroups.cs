using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Ozon;

/// <summary>A row group that is being read.</summary>
internal sealed class OzonGroup(OzonUnit unit, RowGroup columns, long firstRow)
{
    public OzonUnit Unit => unit;

    public RowGroup Columns => columns;

    /// <summary>Row of the file at which the group begins.</summary>
    public long FirstRow => firstRow;

    /// <summary>Rows that its reader has read whole.</summary>
    public long Whole { get; set; }
}

/// <summary>What became of a row group.</summary>
/// <param name="FirstRow">Row of the file at which it begins.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Whole">Those that were read.</param>
/// <param name="Damage">Why the rest was not; null if there is none.</param>
internal readonly record struct OzonOutcome(long FirstRow, long Rows, long Whole, string? Damage);

/// <summary>Goes over the row groups of a unit. What cannot be read is told, and the next row group goes on.</summary>
internal static class OzonGroups
{
    /// <param name="unit">The unit.</param>
    /// <param name="read">Reads a row group and keeps <see cref="OzonGroup.Whole"/>.</param>
    /// <param name="cancellation">Stops before the next row group.</param>
    public static IEnumerable<OzonOutcome> Read(OzonUnit unit, Action<OzonGroup> read, CancellationToken cancellation)
    {
        if (unit.Problem is not null)
        {
            // How many rows it has is not known; it counts as one.
            yield return new OzonOutcome(0, 1, 0, unit.Problem);
            yield break;
        }

        long first = unit.FirstRow;
        for (int index = 0; index < unit.GroupRows.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return ReadGroup(unit, index, first, read);
            first += unit.GroupRows[index];
        }
    }

    private static OzonOutcome ReadGroup(OzonUnit unit, int index, long first, Action<OzonGroup> read)
    {
        OzonGroup? group = null;
        try
        {
            using ParquetTable table = ParquetTable.Open(unit.File);
            using RowGroup columns = table.OpenRowGroup(unit.FirstGroup + index);
            group = new OzonGroup(unit, columns, first);
            read(group);
            return new OzonOutcome(first, columns.Rows, columns.Rows, null);
        }
        catch (DamagedInputException damage)
        {
            // One without rows counts as one, else nothing would be reported of it.
            return new OzonOutcome(first, Math.Max(1, unit.GroupRows[index]), group?.Whole ?? 0, damage.Message);
        }
    }
}
