using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Tables;

/// <summary>Rows of a Parquet file: its flat columns of text, numbers, booleans and timestamps. Others are left out.</summary>
internal static class ParquetRows
{
    private const int RowsPerReport = 4_096;

    public static IEnumerable<TableRow> Read(string path, Action<ProgressReport> report, string stage)
    {
        using ParquetTable table = ParquetTable.Open(path);
        string name = Path.GetFileName(path);
        long row = 0;
        for (int index = 0; index < table.RowGroups; index++)
        {
            using RowGroup group = table.OpenRowGroup(index);
            (string Name, Func<string?> Read)[] columns = [.. table.FlatColumns.Select(column => (column, ReaderOf(table, group, column))).Where(column => column.Item2 is not null)!];
            for (long i = 0; i < group.Rows; i++, row++)
            {
                if (row % RowsPerReport == 0)
                {
                    report(new ProgressReport(stage, row, table.Rows, name));
                }

                var values = new Dictionary<string, string?>(columns.Length, StringComparer.Ordinal);
                foreach ((string column, Func<string?> read) in columns)
                {
                    values[column] = read();
                }

                yield return new TableRow(row, values, Describe(values));
            }
        }
    }

    private static Func<string?>? ReaderOf(ParquetTable table, RowGroup group, string column)
    {
        ColumnDescriptor descriptor = table.Descriptor(table.FindLeaf(column));
        using LogicalType type = descriptor.LogicalType;
        switch (descriptor.PhysicalType)
        {
            case PhysicalType.ByteArray:
                Leaf<ByteArray> text = group.Text(column);
                return text.ReadString;
            case PhysicalType.Int64 when type is TimestampLogicalType:
                TimestampLeaf time = group.Timestamps(column);
                return () => time.TryRead(out long value) ? value.ToString(CultureInfo.InvariantCulture) : null;
            case PhysicalType.Int32 or PhysicalType.Int64:
                IntegerLeaf integer = group.Integers(column);
                return () => integer.TryRead(out long value) ? value.ToString(CultureInfo.InvariantCulture) : null;
            case PhysicalType.Double:
                Leaf<double> real = group.Doubles(column);
                return () => real.TryRead(out double value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;
            case PhysicalType.Float:
                Leaf<float> single = group.Floats(column);
                return () => single.TryRead(out float value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;
            case PhysicalType.Boolean:
                Leaf<bool> truth = group.Booleans(column);
                return () => truth.TryRead(out bool value) ? (value ? "true" : "false") : null;
            default:
                return null;
        }
    }

    private static string Describe(Dictionary<string, string?> values) =>
        string.Join(' ', values.Where(value => value.Value is not null).Select(value => $"{value.Key}={value.Value}"));
}
