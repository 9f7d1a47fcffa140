using System.IO.Compression;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Datasets.Importing;
using Tandem.Datasets.OnlineRetail;
using Tandem.Datasets.Ozon;
using Tandem.Domain;

namespace Tandem.Cli.Preparing;

/// <summary>Recognises and imports what <c>--data</c> points to.</summary>
internal static class DataSource
{
    /// <exception cref="TandemException">Nothing is there, or nothing that Tandem knows.</exception>
    public static SourceKind Recognise(string? path)
    {
        if (path is null)
        {
            return SourceKind.Simulated;
        }

        if (Directory.Exists(path))
        {
            return File.Exists(Path.Combine(path, "dataset.json")) ? SourceKind.Dataset
                : Path.Exists(Path.Combine(path, "tracker")) || Path.Exists(Path.Combine(path, "tracker.parquet")) ? SourceKind.Ozon
                : throw new TandemException($"The folder '{path}' is neither a dataset (no dataset.json) nor Ozon tables (no tracker).");
        }

        if (!File.Exists(path))
        {
            throw new TandemException($"'{path}' is not there.");
        }

        return FirstLine(path).Contains("StockCode", StringComparison.Ordinal)
            ? SourceKind.OnlineRetail
            : throw new TandemException($"The file '{path}' is not known: an Online Retail table has a header with InvoiceNo, StockCode and so on.");
    }

    /// <summary>Imports into a dataset folder; a dataset is copied as it is, and then there is no report.</summary>
    public static ImportReport? Import(SourceKind kind, string source, string folder, CommandContext context)
    {
        switch (kind)
        {
            case SourceKind.Simulated or SourceKind.Ozon:
                return OzonImporter.Import(source, folder, context.Progress, context.Cancellation);
            case SourceKind.OnlineRetail:
                return OnlineRetailImporter.Import(source, folder, context.Progress, context.Cancellation);
            default:
                Copy(source, folder);
                return null;
        }
    }

    private static string FirstLine(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        char[] start = new char[1024];
        try
        {
            int read = reader.ReadBlock(start);
            return new string(start, 0, read);
        }
        catch (InvalidDataException error)
        {
            throw new TandemException($"'{path}' is no readable gzip file: {error.Message}", error);
        }
    }

    private static void Copy(string source, string folder)
    {
        _ = DatasetReader.Open(source);
        string partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(partial, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.Move(partial, folder);
    }
}
