using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// Imports a folder of Parquet files in the schema of the Ozon E-CUP 2025 recommender data: <c>orders</c>, <c>tracker</c>,
/// <c>items</c> and <c>categories_tree</c>, each a folder of files or one file.
/// Streams: memory holds the ids of items and users, the category tree and the row groups at hand.
/// <list type="bullet">
/// <item>An order row gives an <see cref="EventAction.Order"/> at its creation and, at the time of its last status,
/// <see cref="EventAction.Delivered"/> or <see cref="EventAction.Canceled"/>; <c>proccesed_orders</c> gives the order alone.</item>
/// <item>Event ids are made of the table, the file's position and the row, so importing twice gives the same ids.</item>
/// <item>Stored order is orders, then tracker, each in file order; it is not sorted by time.</item>
/// <item>Interrupted at any moment, the same call goes on with the row groups that are not yet done, and gives the same bytes;
/// until it has finished its work lies in <c>{out}.partial</c> and <c>{out}.import</c>.</item>
/// </list>
/// </summary>
public static class OzonImporter
{
    /// <summary>Rejected rows of one reason that are written out; the rest are only counted.</summary>
    public const long RejectedWrittenPerReason = 100_000;

    /// <summary>The reason of rows that are lost because their file or row group is damaged.</summary>
    public const string UnreadableReason = "part of a file that cannot be read";

    /// <summary>Changes whenever an unfinished import of an older program must not be gone on with.</summary>
    private const int Version = 1;

    /// <summary>Imports the tables under <paramref name="rawFolder"/> into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <exception cref="TandemException">
    /// A table is missing or nothing of it can be read, the memory is too small, or the folder holds something else.
    /// </exception>
    public static ImportReport Import(
        string rawFolder, string outFolder, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default) =>
        Import(rawFolder, outFolder, new OzonImportOptions(), progress, cancellation);

    /// <summary>The same with bounds on memory and threads.</summary>
    /// <exception cref="TandemException">As above, or an option is out of range.</exception>
    public static ImportReport Import(
        string rawFolder, string outFolder, OzonImportOptions options, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        if (!Directory.Exists(rawFolder))
        {
            throw new TandemException($"{rawFolder} is no folder; it must hold orders, tracker, items and categories_tree.");
        }

        string raw = Path.TrimEndingDirectorySeparator(Path.GetFullPath(rawFolder));
        var plan = new OzonPlan(raw);
        OzonMemoryPlan memory = OzonMemoryPlan.Of(plan, options);
        using DatasetFolder folder = DatasetFolder.Hold(outFolder);
        ImportJournal journal = ImportJournal.Open(folder.Journal, folder.Partial, $"ozon {raw}", Version);
        var import = new OzonImport(raw, folder.Partial, plan, journal, memory, progress);
        long categories = new OzonCategories(import).Import(cancellation);
        new OzonItems(import).Import(cancellation);
        new OzonEventTable(import, OzonSchema.Orders, (run, part) => new OzonOrders(import.KnownItems, run, part)).Import(cancellation);
        new OzonEventTable(import, OzonSchema.Tracker, (run, part) => new OzonTracker(import.KnownItems, run, part)).Import(cancellation);
        return Complete(raw, folder, import, categories);
    }

    private static ImportReport Complete(string raw, DatasetFolder folder, OzonImport import, long categories)
    {
        using var rejected = new RejectedRows(folder.Partial, RejectedWrittenPerReason);
        import.Replay(rejected);
        rejected.Dispose();
        IReadOnlyList<ImportedUnit> items = import.Results(OzonSchema.Items);
        ImportedUnit[] events = [.. import.Results(OzonSchema.Orders), .. import.Results(OzonSchema.Tracker)];
        ImportedUnit[] all = [.. import.Results(OzonSchema.Categories), .. items, .. events];
        bool simulated = File.Exists(Path.Combine(raw, OzonSchema.SimulatedMarker));
        var manifest = new DatasetManifest
        {
            Name = simulated ? "ozon-simulated" : "ozon",
            Source = $"ozon {Path.GetFileName(raw)}",
            Simulated = simulated,
            Outcome = EventAction.Delivered,
            Events = events.Sum(unit => unit.Rows),
            Users = import.Users.Count,
            Items = items.Sum(unit => unit.Rows),
            Categories = categories,
            ImageDimension = items.Any(unit => unit.HasImages) ? items[^1].ImageLength : 0,
            FirstEventAt = Time(events.Min(unit => unit.First)),
            LastEventAt = Time(events.Max(unit => unit.Last)),
            Rejected = rejected.Counts,
        };
        folder.Complete(manifest);
        return new ImportReport
        {
            Manifest = manifest,
            Read = all.Sum(unit => unit.Read),
            Taken = all.Sum(unit => unit.Taken),
            Rejected = rejected.Counts,
            Samples = rejected.Samples,
        };
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
