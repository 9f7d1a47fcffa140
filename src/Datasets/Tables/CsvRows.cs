using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Tables;

/// <summary>Rows of a text with a header and a delimiter.</summary>
internal static class CsvRows
{
    public static IEnumerable<TableRow> Read(InputFile input, char delimiter)
    {
        var records = new CsvRecordReader(input.Text, delimiter);
        if (!records.Read() || records.Malformed)
        {
            throw new TandemException($"{input.Path} line 1: a header with the names of the columns is needed.");
        }

        string[] header = [.. records.Fields.Select(name => name.Trim())];
        if (header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new TandemException($"{input.Path} line 1: the column '{twice.Key}' is there twice. Rename one.");
        }

        while (records.Read())
        {
            string? problem = records.Malformed ? "malformed quotes"
                : records.Fields.Count != header.Length ? $"not {header.Length} columns"
                : null;
            yield return problem is null
                ? new TableRow(records.Line, Values(header, records.Fields), records.Raw)
                : new TableRow(records.Line, TableRow.NoValues, records.Raw, problem);
        }
    }

    private static Dictionary<string, string?> Values(string[] header, IReadOnlyList<string> fields)
    {
        var values = new Dictionary<string, string?>(header.Length, StringComparer.Ordinal);
        for (int i = 0; i < header.Length; i++)
        {
            // An empty field is no value: the format has no other way to say so.
            values[header[i]] = fields[i].Length == 0 ? null : fields[i];
        }

        return values;
    }
}
