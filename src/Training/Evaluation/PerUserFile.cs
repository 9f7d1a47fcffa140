using System.Globalization;
using ParquetSharp;
using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Writes per-user metrics: columns ranking, user_id, list, relevant, then a column for each metric. CSV as RFC 4180 has it, in UTF-8;
/// Parquet with the same columns.
/// </summary>
public static class PerUserFile
{
    private const string Csv = ".csv";
    private const string Parquet = ".parquet";

    /// <summary>Writes the file whole or not at all; an older one is replaced.</summary>
    /// <param name="path">Ends in <c>.csv</c> or <c>.parquet</c>.</param>
    /// <exception cref="TandemException">The name has another ending.</exception>
    public static void Write(PerUserMetrics metrics, string path)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CheckName(path);
        string partial = path + ".partial";
        if (path.EndsWith(Csv, StringComparison.OrdinalIgnoreCase))
        {
            WriteCsv(metrics, partial);
        }
        else
        {
            WriteParquet(metrics, partial);
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Refuses what <see cref="Write"/> would refuse, before anything long begins.</summary>
    /// <exception cref="TandemException">The name has another ending.</exception>
    public static void CheckName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(Csv, StringComparison.OrdinalIgnoreCase) && !path.EndsWith(Parquet, StringComparison.OrdinalIgnoreCase))
        {
            throw new TandemException($"The per-user file '{path}' must end in {Csv} or {Parquet}.");
        }
    }

    private static void WriteCsv(PerUserMetrics metrics, string path)
    {
        using var file = new StreamWriter(path);
        file.NewLine = "\r\n";
        file.WriteLine(string.Join(',', (string[])["ranking", "user_id", "list", "relevant", .. PerUserMetrics.MetricNames]));
        foreach (PerUserRow row in metrics.Rows())
        {
            file.WriteLine(string.Join(',',
            [
                Field(row.Ranking), Field(row.UserId), row.List, row.Relevant.ToString(CultureInfo.InvariantCulture),
                .. row.Values.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)),
            ]));
        }
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void WriteParquet(PerUserMetrics metrics, string path)
    {
        Column[] columns =
        [
            new Column<string>("ranking"), new Column<string>("user_id"), new Column<string>("list"), new Column<int>("relevant"),
            .. PerUserMetrics.MetricNames.Select(static name => new Column<double>(name)),
        ];
        PerUserRow[] rows = [.. metrics.Rows()];
        using var file = new ParquetFileWriter(path, columns, Compression.Zstd);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            Put(Array.ConvertAll(rows, static row => row.Ranking));
            Put(Array.ConvertAll(rows, static row => row.UserId));
            Put(Array.ConvertAll(rows, static row => row.List));
            Put(Array.ConvertAll(rows, static row => row.Relevant));
            for (int metric = 0; metric < PerUserMetrics.MetricNames.Count; metric++)
            {
                Put(Array.ConvertAll(rows, row => row.Values[metric]));
            }

            void Put<T>(T[] values)
            {
                using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
                writer.WriteBatch(values);
            }
        }

        file.Close();
    }
}
