using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Tables;

/// <summary>Reads rows from the kinds of files that shops have. The kind is in the name; text may be gzipped.</summary>
internal static class TableFile
{
    private static readonly string[] Kinds = [".csv", ".tsv", ".ndjson", ".jsonl", ".parquet"];

    /// <summary>What is readable here, for messages.</summary>
    public static string Readable => string.Join(", ", Kinds) + ", and .gz behind a text kind";

    public static bool IsReadable(string path) => Kinds.Contains(KindOf(path)) && !(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && KindOf(path) == ".parquet");

    /// <param name="delimiter">Separates the columns of a <c>.csv</c>.</param>
    /// <exception cref="TandemException">The file cannot be opened, is of another kind, or is damaged as a whole.</exception>
    public static IEnumerable<TableRow> Read(string path, char delimiter, Action<ProgressReport> report, string stage)
    {
        if (!IsReadable(path))
        {
            throw new TandemException($"{path} is none of {Readable}. Rename it if it is one.");
        }

        return KindOf(path) switch
        {
            ".parquet" => ParquetRows.Read(path, report, stage),
            ".csv" => Text(path, report, stage, input => CsvRows.Read(input, delimiter)),
            ".tsv" => Text(path, report, stage, input => CsvRows.Read(input, '\t')),
            _ => Text(path, report, stage, JsonRows.Read),
        };
    }

    private static IEnumerable<TableRow> Text(string path, Action<ProgressReport> report, string stage, Func<InputFile, IEnumerable<TableRow>> read)
    {
        using InputFile input = InputFile.Open(path);
        using IEnumerator<TableRow> rows = read(input).GetEnumerator();
        while (Next(path, rows))
        {
            report(input.Progress(stage, input.Name));
            yield return rows.Current;
        }
    }

    private static bool Next(string path, IEnumerator<TableRow> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (InvalidDataException e)
        {
            throw new TandemException($"{path} is no readable gzip file ({e.Message}). Copy it again.", e);
        }
    }

    private static string KindOf(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
