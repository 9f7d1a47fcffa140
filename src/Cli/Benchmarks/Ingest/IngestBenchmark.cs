using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage.Sqlite;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>
/// Measures a node of its own, from HTTP to the stored effect, with the product's defaults: what is accepted is durable, what is applied is
/// stored. The client runs on the same cores.
/// </summary>
internal sealed class IngestBenchmark(IngestBenchmarkOptions options, int seed, TimeProvider time)
{
    private const int Batch = 20;
    private const int Users = 10_000;
    private const int FullUsers = 500;
    private const int HistoryItems = 40;
    private const int Probes = 400;
    private const int TouchBatch = 500;
    private const string Peer = "plain SQLite loop";
    private static readonly TimeSpan SoakSample = TimeSpan.FromSeconds(5);

    private readonly List<BenchmarkResult> _results = [];

    public async Task<BenchmarkReport> RunAsync(IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-ingest-").FullName;
        try
        {
            double singles;
            await using (BenchmarkNode node = await BenchmarkNode.StartAsync(options.Gateway, folder, cancellation))
            {
                await WarmUpAsync(node, progress, cancellation);
                singles = await ThroughputAsync(node, folder, 1, progress, cancellation);
                await ThroughputAsync(node, folder, Batch, progress, cancellation);
                await LatencyAsync(node, singles / 2, progress, cancellation);
                await FirstTouchAsync(node, progress, cancellation);
                await FillAsync(node, progress, cancellation);
                await SoakAsync(node, singles / 2, progress, cancellation);
            }

            Sizes(Path.Combine(folder, "tandem.db"));
            await StartUpAsync(folder, progress, cancellation);
            return new BenchmarkReport($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, client included", _results);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WarmUpAsync(BenchmarkNode node, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        progress.Report(new ProgressReport("warming up", 0, 0));
        await new EventLoad(node.Client, "warm", Users, seed).RunAsync(options.WarmUp, options.Connections, 1, time, cancellation);
        await node.UntilAppliedAsync(cancellation);
    }

    private async Task<double> ThroughputAsync(BenchmarkNode node, string folder, int batch, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        string what = batch == 1 ? "single events" : string.Create(CultureInfo.InvariantCulture, $"batches of {batch}");
        progress.Report(new ProgressReport(what, 0, 0));
        var load = new EventLoad(node.Client, $"b{batch}", Users, seed);
        long started = time.GetTimestamp();
        await load.RunAsync(options.Duration, options.Connections, batch, time, cancellation);
        double accepting = time.GetElapsedTime(started).TotalSeconds;
        await node.UntilAppliedAsync(cancellation);
        double applying = time.GetElapsedTime(started).TotalSeconds;

        double plain = PlainSqliteLoop.Measure(folder, batch, options.Duration / 2, time, cancellation);
        Add($"{what}: accepted, durable", load.Accepted / accepting, "events/s", Peer, plain);
        Add($"{what}: accepted and applied", load.Accepted / applying, "events/s", Peer, plain);
        return load.Accepted / applying;
    }

    private async Task LatencyAsync(BenchmarkNode node, double perSecond, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task load = new EventLoad(node.Client, "half", Users, seed).RunSteadyAsync(TimeSpan.MaxValue, perSecond, options.Connections, time, stop.Token);
        var probes = new EventLoad(node.Client, "probe", 1, seed);
        double[] milliseconds = new double[Probes];
        for (int i = 0; i < Probes; i++)
        {
            milliseconds[i] = await probes.ProbeAsync(i, time, cancellation);
            progress.Report(new ProgressReport("latency at half load", i + 1, Probes));
        }

        await stop.CancelAsync();
        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Array.Sort(milliseconds);
        Add("post of an event to its visible effect, half load, p50", milliseconds[Probes / 2], "ms");
        Add("post of an event to its visible effect, half load, p99", milliseconds[Probes * 99 / 100], "ms");
        await node.UntilAppliedAsync(cancellation);
    }

    private async Task FirstTouchAsync(BenchmarkNode node, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        progress.Report(new ProgressReport("first touch", 0, 0));
        long started = time.GetTimestamp();
        await new EventLoad(node.Client, "cold", options.ColdUsers, seed).TouchAllAsync(connections: 4, TouchBatch, cancellation);
        await node.UntilAppliedAsync(cancellation);
        Add(string.Create(CultureInfo.InvariantCulture, $"first touch of {options.ColdUsers:N0} users"), options.ColdUsers / time.GetElapsedTime(started).TotalSeconds, "users/s");
    }

    /// <summary>Users with as many events as a history keeps, and items, for the sizes of their states.</summary>
    private async Task FillAsync(BenchmarkNode node, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        progress.Report(new ProgressReport("filling histories", 0, 0));
        var load = new EventLoad(node.Client, "full", FullUsers, seed);
        for (int i = 0; i < UserHistoryOptions.DefaultMaxEvents; i++)
        {
            await load.TouchAllAsync(connections: 1, TouchBatch, cancellation);
        }

        await node.UntilAppliedAsync(cancellation);
        for (int i = 0; i < FullUsers; i++)
        {
            object item = new
            {
                name = string.Create(CultureInfo.InvariantCulture, $"Stainless steel water bottle number {i}"),
                categoryId = "bottles",
                price = 19.9,
                attributes = new[] { new { name = "Brand", value = "Northwind" }, new { name = "ColorBase", value = "blue" }, new { name = "Material", value = "steel" } },
            };
            using HttpResponseMessage answer = await node.Client.PutAsJsonAsync($"/v1/items/sized-{i}", item, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new TandemException($"/v1/items answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }
        }
    }

    private async Task SoakAsync(BenchmarkNode node, double perSecond, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        if (options.Soak == TimeSpan.Zero)
        {
            return;
        }

        long started = time.GetTimestamp();
        Task load = new EventLoad(node.Client, "soak", Users, seed).RunSteadyAsync(options.Soak, perSecond, options.Connections, time, cancellation);
        List<(TimeSpan At, long Bytes)> samples = [];
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(SoakSample, time, cancellation));
            samples.Add((time.GetElapsedTime(started), node.WorkingSet));
            progress.Report(new ProgressReport("soak", (long)samples[^1].At.TotalSeconds, (long)options.Soak.TotalSeconds));
        }

        await load;

        // The first half fills caches and lets the collector find its size; the second says whether anything grows.
        var settled = samples.Where(sample => sample.At > options.Soak / 2).ToList();
        Add("soak at half load: memory at the end", samples[^1].Bytes / 1e6, "MB");
        Add("soak at half load: slope of memory, second half", MemorySlope.PerHour(settled) / 1e6, "MB/h");
        await node.UntilAppliedAsync(cancellation);
    }

    private void Sizes(string database)
    {
        Add(string.Create(CultureInfo.InvariantCulture, $"state of a user with {UserHistoryOptions.DefaultMaxEvents} events"), StoredStates.Measure(database, "user/full-user-").MeanBytes, "bytes");
        Add("state of an item, without an image", StoredStates.Measure(database, "item/sized-").MeanBytes, "bytes");
    }

    private async Task StartUpAsync(string folder, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        if (options.StoredUsers == 0)
        {
            return;
        }

        var storage = new SqliteStorageOptions { Path = Path.Combine(folder, "tandem.db") };
        await using (SqliteStore store = SqliteStore.Open(storage, time))
        {
            await UserHistoryLoader.LoadAsync(store, new StoredHistories(options.StoredUsers, HistoryItems), progress, cancellation);
        }

        double gigabytes = new FileInfo(storage.Path).Length / 1e9;
        long started = time.GetTimestamp();
        await using BenchmarkNode node = await BenchmarkNode.StartAsync(options.Gateway, folder, cancellation);
        await node.UntilAppliedAsync(cancellation);
        Add(string.Create(CultureInfo.InvariantCulture, $"start-up with {options.StoredUsers:N0} users stored ({gigabytes:F1} GB)"), time.GetElapsedTime(started).TotalSeconds, "s");
    }

    private void Add(string name, double value, string unit, string? peer = null, double? peerValue = null) =>
        _results.Add(new BenchmarkResult(name, value, unit, peer, peerValue, value / peerValue));
}
