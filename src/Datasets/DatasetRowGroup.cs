using Tandem.Datasets.Columns;

namespace Tandem.Datasets;

/// <summary>One row group of a table's files.</summary>
/// <param name="File">The file.</param>
/// <param name="Index">Position of the row group in its file.</param>
/// <param name="FirstRow">Row of the file at which it begins.</param>
/// <param name="Rows">Its rows.</param>
public sealed record DatasetRowGroup(string File, int Index, long FirstRow, long Rows)
{
    internal static IEnumerable<DatasetRowGroup> Of(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            (long Rows, long Bytes)[] sizes;
            using (ParquetTable table = ParquetTable.Open(file))
            {
                sizes = table.RowGroupSizes();
            }

            long first = 0;
            foreach ((int index, (long count, _)) in sizes.Index())
            {
                yield return new DatasetRowGroup(file, index, first, count);
                first += count;
            }
        }
    }
}
