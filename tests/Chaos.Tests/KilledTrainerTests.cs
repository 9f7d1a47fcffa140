using System.Collections.Concurrent;
using System.Text.Json;
using Tandem.Chaos.Tests.Processes;
using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Grains.Tests;
using Tandem.Ranking;
using Tandem.Storage.Files;
using Tandem.Storage.Sqlite;
using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Online;

namespace Tandem.Chaos.Tests;

/// <summary>
/// A node trains and archives while it is killed with SIGKILL again and again: between steps, in checkpoints, in the middle of archive files.
/// </summary>
public sealed class KilledTrainerTests
{
    private const int Kills = 6;
    private const int Drivers = 2;
    private const int Users = 40;
    private const int EventsPerLife = 600;
    private static readonly OnlineTrainerOptions Options = new() { BatchSize = 8, LearningRate = 0.005f };
    private static readonly DrivenShop Shop = new("item-", SampleBundle.Items, ["page_view", "order"], new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly (string, string)[] Settings =
    [
        ("Tandem__Training__CpuShare", "1"),
        ("Tandem__Training__PollInterval", "00:00:00.050"),
        ("Tandem__Training__CheckpointInterval", "00:00:01"),
        ("Tandem__Training__PublishInterval", "1.00:00:00"),
        ("Tandem__Training__BatchSize", "8"),
        ("Tandem__Training__LearningRate", "0.005"),
        ("Tandem__Archive__Interval", "00:00:01"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TrainerAndArchive_NodeKilledAtRandomMoments_EveryExampleTaughtOnceAndEveryEventArchivedOnce()
    {
        string folder = Directory.CreateTempSubdirectory("tandem-chaos-").FullName;
        var sent = new ConcurrentDictionary<string, bool>();
        try
        {
            string version = await SampleBundle.PublishAsync(folder, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
            await LiveAsync(folder, sent);
            var artifacts = new FolderArtifactStore(Path.Combine(folder, "artifacts"), TimeProvider.System);
            await using SqliteStore store = SqliteStore.Open(new SqliteStorageOptions { Path = Path.Combine(folder, "tandem.db") }, TimeProvider.System);
            await CheckArchiveAsync(artifacts, store, sent);
            await CheckTrainerAsync(artifacts, store, version);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Kills the node again and again, lets the last one take everything in, and stops it in good order.</summary>
    private static async Task LiveAsync(string folder, ConcurrentDictionary<string, bool> sent)
    {
        var random = new Random(20260301);
        EventDriver[] drivers = [.. Enumerable.Range(0, Drivers).Select(number => new EventDriver(number, Users, Shop, sent))];
        await using TandemProcess node = TandemProcess.OfNode(folder, Settings);
        for (int kill = 0; kill < Kills; kill++)
        {
            node.Start();
            await node.AnswersAsync("/health/live");
            Task[] posting = [.. drivers.Select(driver => driver.PostUntilItFailsAsync(node.Address, EventsPerLife / Drivers))];
            await Task.Delay(random.Next(1_000, 3_000), Token);
            await node.KillAsync();
            await Task.WhenAll(posting);
        }

        node.Start();
        await node.AnswersAsync("/health/live");
        await UntilTrainedAsync(node.Address);
        await node.StopAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task UntilTrainedAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        string answer = "";
        DateTimeOffset? appliedAt = null;
        for (int i = 0; i < 240; i++)
        {
            string metrics = await client.GetStringAsync("/metrics", Token);
            if (metrics.Split('\n').Any(static line => line.StartsWith("tandem_events_lag", StringComparison.Ordinal) && line.Split(' ')[1] == "0"))
                appliedAt ??= TimeProvider.System.GetUtcNow();

            // What the trainer says of itself is from some moment; it counts from when no event could bring an example any more.
            answer = await client.GetStringAsync("/v1/training", Token);
            using JsonDocument status = JsonDocument.Parse(answer);
            if (status.RootElement.TryGetProperty("lag", out JsonElement lag) && lag.GetInt64() == 0 && status.RootElement.GetProperty("steps").GetInt64() > 0
                && status.RootElement.GetProperty("reportedAt").GetDateTimeOffset() > appliedAt)
                return;

            await Task.Delay(250, Token);
        }

        Assert.Fail("The trainer did not take everything in: " + answer);
    }

    private static async Task CheckArchiveAsync(FolderArtifactStore artifacts, SqliteStore store, ConcurrentDictionary<string, bool> sent)
    {
        using var log = new SqliteEventLog(store);
        var archived = new List<(int Partition, long Offset, string EventId)>();
        foreach (string name in await artifacts.ListAsync(EventArchiveName.Prefix, Token))
        {
            Assert.True(EventArchiveName.TryParse(name, out EventArchiveName file));
            archived.AddRange(EventArchiveFile.Read(await artifacts.OpenFolderAsync(name, Token)).Select(each => (file.Partition, each.Offset, each.Event.EventId)));
        }

        var ends = archived.GroupBy(static each => each.Partition).ToDictionary(static partition => partition.Key, static partition => partition.Max(static each => each.Offset));
        var logged = new List<(int Partition, long Offset, string EventId)>();
        for (int partition = 0; partition < log.Partitions; partition++)
        {
            logged.AddRange((await log.ReadAsync(partition, 0, int.MaxValue, Token)).Select(each => (partition, each.Offset, each.Event.EventId)));
        }

        Assert.True(archived.Count > 100, $"Only {archived.Count} events were archived: the test tests nothing.");
        Assert.Equal(logged.Where(each => each.Offset <= ends.GetValueOrDefault(each.Partition)).Order(), archived.Order());
        Assert.Equal([], sent.Where(static each => each.Value).Select(static each => each.Key).Except(logged.Select(static each => each.EventId)));
    }

    /// <summary>The weights after all kills are those of a trainer that took the same log in without any.</summary>
    private static async Task CheckTrainerAsync(FolderArtifactStore artifacts, SqliteStore store, string version)
    {
        IReadOnlyList<LoggedExample> examples = await new SqliteExampleLog(store).ReadAsync(0, int.MaxValue, Token);
        ServingModel model = ServingModel.Load(BundleFolder.Open(await artifacts.OpenFolderAsync("bundles/" + version, Token)));
        string checkpoint = (await artifacts.ListAsync("training/", Token)).Max(StringComparer.Ordinal)!;
        using OnlineTrainer killed = New(model);
        await using (FileStream file = File.OpenRead(Path.Combine(await artifacts.OpenFolderAsync(checkpoint, Token), "training.checkpoint")))
            killed.Restore(file, (after, count) => [.. examples.Where(each => each.Offset > after).Take(count)]);

        using OnlineTrainer whole = New(model);
        foreach (LoggedExample logged in examples)
            whole.Consume(logged);

        Assert.True(whole.Steps > 20, $"Only {whole.Steps} steps: the test tests nothing.");
        Assert.Equal((whole.Steps, whole.Cursor), (killed.Steps, killed.Cursor));
        Assert.Equal(Weights(whole), Weights(killed));
    }

    private static OnlineTrainer New(ServingModel model) => new(OnlineModel.TryCreate(model, out _)!, Options, new ManagedTowerEngineFactory(threads: 1));

    private static byte[] Weights(OnlineTrainer trainer)
    {
        using var stream = new MemoryStream();
        trainer.Export().Save(stream);
        return stream.ToArray();
    }
}
