using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// Imports a folder of Parquet files in the schema of the Ozon E-CUP 2025 recommender data: <c>orders</c>, <c>tracker</c>,
/// <c>items</c> and <c>categories_tree</c>, each a folder of files or one file.
/// Streams: memory holds the item ids, the category tree and one row group of the output.
/// <list type="bullet">
/// <item>An order row gives an <see cref="EventAction.Order"/> at its creation and, at the time of its last status,
/// <see cref="EventAction.Delivered"/> or <see cref="EventAction.Canceled"/>; <c>proccesed_orders</c> gives the order alone.</item>
/// <item>Event ids are made of the table, the file's position and the row, so importing twice gives the same ids.</item>
/// <item>Stored order is orders, then tracker, each in file order; it is not sorted by time.</item>
/// </list>
/// </summary>
public static class OzonImporter
{
    /// <summary>Rejected rows of one reason that are written out; the rest are only counted.</summary>
    public const long RejectedWrittenPerReason = 100_000;

    /// <summary>Imports the tables under <paramref name="rawFolder"/> into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <exception cref="TandemException">A table or column is missing, of another type, or a file is damaged.</exception>
    public static ImportReport Import(
        string rawFolder, string outFolder, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(rawFolder))
        {
            throw new TandemException($"{rawFolder} is no folder; it must hold orders, tracker, items and categories_tree.");
        }

        // Missing tables are found before an hour of reading, not after.
        foreach (string table in (string[])[OzonSchema.Categories, OzonSchema.Items, OzonSchema.Orders, OzonSchema.Tracker])
        {
            OzonSchema.Files(rawFolder, table);
        }

        using DatasetWriter writer = DatasetWriter.Create(outFolder);
        using var rejected = new RejectedRows(writer.PartialFolder, RejectedWrittenPerReason);
        var import = new OzonImport(rawFolder, writer, rejected, progress);
        new OzonCategories(import).Read(cancellation);
        new OzonItems(import).Read(cancellation);
        new OzonOrders(import).Read(cancellation);
        new OzonTracker(import).Read(cancellation);

        rejected.Dispose();
        bool simulated = File.Exists(Path.Combine(rawFolder, OzonSchema.SimulatedMarker));
        string folderName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(rawFolder)));
        DatasetManifest manifest = writer.Complete(new DatasetManifest
        {
            Name = simulated ? "ozon-simulated" : "ozon",
            Source = $"ozon {folderName}",
            Simulated = simulated,
            Outcome = EventAction.Delivered,
            Rejected = rejected.Counts,
        });
        return new ImportReport
        {
            Manifest = manifest,
            Read = import.Read,
            Taken = import.Taken,
            Rejected = rejected.Counts,
            Samples = rejected.Samples,
        };
    }
}
