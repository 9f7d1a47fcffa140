using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Grains.Archive;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage.Files;
using Tandem.Storage.Sqlite;
using Tandem.Towers;

namespace Tandem.Cli.Preparing;

/// <summary>
/// Puts the bundle, every user's history and the events that they are made of into a node's data folder before it is first started. What it does
/// may be done again: an interrupted preparation begins this step anew.
/// </summary>
internal static class NodeSeeding
{
    private const string Stage = "users' histories";
    private const int EventsPerReport = 50_000;

    public static async Task SeedAsync(ShopHome home, DatasetReader dataset, CommandContext context)
    {
        Directory.CreateDirectory(home.Node);
        BundleFolder bundle = BundleFolder.Open(home.Served);
        var artifacts = new FolderArtifactStore(Path.Combine(home.Node, "artifacts"), context.Time);
        await artifacts.UploadFolderAsync(bundle.Path, "bundles/" + bundle.Manifest.Version, context.Cancellation);

        Dictionary<string, UserHistory> histories = Fold(dataset, context);
        await using SqliteStore store = SqliteStore.Open(
            new SqliteStorageOptions { Path = Path.Combine(home.Node, "tandem.db") }, context.Time);
        await UserHistoryLoader.LoadAsync(store, histories, context.Progress, context.Cancellation);
        await PastArchive.WriteAsync(artifacts, store.Partitions, dataset.ReadEvents(context.Cancellation), dataset.Manifest.LastEventAt ?? context.Time.GetUtcNow(), context.Cancellation);
    }

    private static Dictionary<string, UserHistory> Fold(DatasetReader dataset, CommandContext context)
    {
        var histories = new Dictionary<string, UserHistory>(StringComparer.Ordinal);
        string? anonymous = dataset.Manifest.AnonymousUserPrefix;
        long done = 0;
        foreach (ShopEvent row in dataset.ReadEvents(context.Cancellation))
        {
            if (++done % EventsPerReport == 0)
            {
                context.Progress.Report(new ProgressReport(Stage, done, dataset.Manifest.Events));
            }

            if (anonymous is not null && row.UserId.StartsWith(anonymous, StringComparison.Ordinal))
            {
                continue;
            }

            if (!histories.TryGetValue(row.UserId, out UserHistory? history))
            {
                histories.Add(row.UserId, history = new UserHistory());
            }

            history.Apply(row);
        }

        return histories;
    }
}
