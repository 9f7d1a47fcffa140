using System.Globalization;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage.Sqlite;

namespace Tandem.Cli.Benchmarks;

/// <summary>
/// Bytes of users at rest: histories with ids of realistic length, written to a node's own store. The number of a user's events is
/// log-uniform from 1 to 256, so half of the users have fewer than 16 and one in eight overflows the sequence.
/// </summary>
internal sealed class StorageBenchmark(int seed)
{
    private const string Stage = "storing users";
    private const int UsersPerWrite = 10_000;
    private const int MostEvents = 256;
    private const int Items = 100_000;

    /// <summary>Seconds between two events of a user: log-uniform from 1 to this.</summary>
    private const double LongestGap = 86_400;

    private static readonly string[] Widgets = ["", "search", "cart.cartSplit", "home.recommendations", "item.similar"];

    private readonly Random _random = new(seed);

    public async Task<BenchmarkReport> RunAsync(int users, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-storage-").FullName;
        try
        {
            string file = Path.Combine(folder, "tandem.db");
            long states = 0;
            long events = 0;
            await using (SqliteStore store = SqliteStore.Open(new SqliteStorageOptions { Path = file }, TimeProvider.System))
            {
                for (int first = 0; first < users; first += UsersPerWrite)
                {
                    Dictionary<string, UserHistory> batch = [];
                    for (int user = first; user < Math.Min(users, first + UsersPerWrite); user++)
                    {
                        UserHistory history = Draw((int)Math.Pow(MostEvents, _random.NextDouble()));
                        events += history.Events.Count;
                        states += history.ToBytes().Length;
                        batch.Add((1_000_000_000 + user).ToString(CultureInfo.InvariantCulture), history);
                    }

                    await UserHistoryLoader.LoadAsync(store, batch, cancellation: cancellation);
                    progress.Report(new ProgressReport(Stage, first + batch.Count, users));
                }
            }

            long bytes = Directory.EnumerateFiles(folder).Sum(static path => new FileInfo(path).Length);
            double[] full = [.. Enumerable.Range(0, 1000).Select(_ => (double)Draw(UserHistoryOptions.DefaultMaxEvents).ToBytes().Length)];
            return new BenchmarkReport(
                RuntimeInformation.OSDescription,
                [
                    new BenchmarkResult("users", users, ""),
                    new BenchmarkResult("events kept of a user, mean", (double)events / users, ""),
                    new BenchmarkResult("bytes of a user's history, mean", (double)states / users, "B"),
                    new BenchmarkResult("bytes of a user in the store's files, mean", (double)bytes / users, "B"),
                    new BenchmarkResult("a million users in the store's files", (double)bytes / users / 1000, "GB", "goal", 1, 1000.0 * users / bytes),
                    new BenchmarkResult("bytes of a history of 128 events, mean", full.Average(), "B", "goal", 3072, 3072 / full.Average()),
                    new BenchmarkResult("bytes of a history of 128 events, largest of 1,000", full.Max(), "B", "goal", 3072, 3072 / full.Max()),
                ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every second event is of an item that the user dealt with before. Event ids are random UUIDs, item ids ten digits.</summary>
    private UserHistory Draw(int events)
    {
        var history = new UserHistory();
        List<string> items = [];
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        byte[] id = new byte[16];
        for (int i = 0; i < events; i++)
        {
            if (i % 2 == 0)
            {
                items.Add((1_000_000_000 + (_random.NextInt64(Items) * 89_989L)).ToString(CultureInfo.InvariantCulture));
            }

            at += TimeSpan.FromSeconds(Math.Pow(LongestGap, _random.NextDouble()));
            _random.NextBytes(id);
            history.Apply(new ShopEvent
            {
                EventId = new Guid(id).ToString(),
                UserId = "",
                ItemId = i % 2 == 0 ? items[^1] : items[_random.Next(items.Count)],
                Action = (EventAction)_random.Next(EventActions.SignalCount),
                OccurredAt = at,
                Widget = Widgets[_random.Next(Widgets.Length)],
            });
        }

        return history;
    }
}
