using System.Globalization;
using System.Runtime.InteropServices;
using Tandem.Cli.Benchmarks.Ingest;
using Tandem.Cli.Commands;
using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Cli.Benchmarks.Cluster;

/// <summary>
/// Measures clusters of a growing number of silos, each held to its share of a processor, behind one gateway, from HTTP to the effect that is
/// stored in Redis. Gateway, Redis, Azurite and the client run on the same cores and are not held.
/// </summary>
internal sealed class ClusterBenchmark(ClusterBenchmarkOptions options, int seed, TimeProvider time)
{
    private const int ActiveUsers = 2_000;
    private const int Count = 20;
    private const int TouchBatch = 500;
    private const int FurtherEvents = 4;
    private const double PerRequests = 1e6;
    private static readonly TimeSpan ApplyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly List<BenchmarkResult> _results = [];
    private bool _held = options.Share > 0;

    public async Task<BenchmarkReport> RunAsync(IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        BundleFolder bundle = BundleFolder.Open(options.Bundle);
        for (int run = 0; run < options.Silos.Count; run++)
        {
            using ClusterServers servers = await ClusterServers.StartAsync(options.Azurite, cancellation);
            ClusterMember[] silos = [.. Enumerable.Range(0, options.Silos[run]).Select(number => ClusterMember.Start(options.Gateway, "serve", number, servers))];
            ClusterMember gateway = ClusterMember.Start(options.Gateway, "gateway", 0, servers);
            try
            {
                progress.Report(new ProgressReport("cluster", run, options.Silos.Count, $"{silos.Length} silos start"));
                foreach (ClusterMember member in silos.Append(gateway))
                {
                    await member.StartedAsync(cancellation);
                }

                await PublishCommand.SendAsync(gateway.Client, bundle, progress, cancellation);
                await MeasureAsync(new Cluster(silos, gateway, servers), run == options.Silos.Count - 1, progress, cancellation);
            }
            finally
            {
                foreach (ClusterMember member in silos.Append(gateway))
                {
                    await member.DisposeAsync();
                }
            }
        }

        string held = _held
            ? string.Create(CultureInfo.InvariantCulture, $"each silo held to {options.Share:0.##} of a processor")
            : "silos not held to a share (needs root and control groups)";
        return new BenchmarkReport($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores shared by all processes and the client, {held}", _results);
    }

    private async Task MeasureAsync(Cluster cluster, bool last, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        string silos = string.Create(CultureInfo.InvariantCulture, $"{cluster.Silos.Length} silo{(cluster.Silos.Length == 1 ? "" : "s")}");
        progress.Report(new ProgressReport("cluster", 0, 0, $"{silos}: warming up"));
        var warm = new EventLoad(cluster.Gateway.Client, "load", ActiveUsers, seed);
        await warm.RunAsync(options.Duration / 2, options.Connections, 1, time, cancellation);
        long sent = await AppliedAsync(cluster, warm.Accepted, cancellation);
        await AskAsync(cluster, options.Duration / 2, cancellation);

        // Starting up takes what it takes; only what is measured is held.
        if (options.Share > 0)
        {
            _held &= cluster.Silos.All(silo => silo.Hold(options.Share));
        }

        progress.Report(new ProgressReport("cluster", 0, 0, $"{silos}: events"));
        TimeSpan before = cluster.Processor;
        long started = time.GetTimestamp();
        var load = new EventLoad(cluster.Gateway.Client, "events", ActiveUsers, seed + 1);
        await load.RunAsync(options.Duration, options.Connections, 1, time, cancellation);
        sent = await AppliedAsync(cluster, sent + load.Accepted, cancellation);
        Add($"{silos}: events accepted and applied", load.Accepted / time.GetElapsedTime(started).TotalSeconds, "events/s");
        Add($"{silos}: processor for a million events", (cluster.Processor - before).TotalSeconds * PerRequests / load.Accepted, "s");

        progress.Report(new ProgressReport("cluster", 0, 0, $"{silos}: recommendations"));
        before = cluster.Processor;
        started = time.GetTimestamp();
        long answered = await AskAsync(cluster, options.Duration, cancellation);
        Add($"{silos}: recommendations", answered / time.GetElapsedTime(started).TotalSeconds, "answers/s");
        Add($"{silos}: processor for a million recommendations", (cluster.Processor - before).TotalSeconds * PerRequests / answered, "s");
        if (last)
        {
            await CountBytesAsync(cluster, sent, progress, cancellation);
        }
    }

    private async Task<long> AskAsync(Cluster cluster, TimeSpan duration, CancellationToken cancellation)
    {
        long answered = 0;
        long started = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(connection => Task.Run(async () =>
        {
            var random = new Random(HashCode.Combine(seed, connection));
            while (time.GetElapsedTime(started) < duration)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"/v1/users/load-user-{random.Next(ActiveUsers)}/recommendations?count={Count}");
                using HttpResponseMessage answer = await cluster.Gateway.Client.GetAsync(path, cancellation);
                await answer.Content.ReadAsByteArrayAsync(cancellation);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new TandemException($"{path} answered {(int)answer.StatusCode}, expected 200.");
                }

                Interlocked.Increment(ref answered);
            }
        })));
        return answered;
    }

    /// <summary>Bytes of the data in Redis: state of the user and of the log, which keeps an event until it is trimmed.</summary>
    private async Task CountBytesAsync(Cluster cluster, long sent, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        progress.Report(new ProgressReport("cluster", 0, 0, "bytes in Redis"));
        var users = new EventLoad(cluster.Gateway.Client, "bytes", options.Users, seed + 2);
        long empty = await cluster.Servers.RedisBytesAsync();
        await users.TouchAllAsync(connections: 2, TouchBatch, cancellation);
        await AppliedAsync(cluster, sent + users.Accepted, cancellation);
        long one = await cluster.Servers.RedisBytesAsync();
        for (int i = 0; i < FurtherEvents; i++)
        {
            await users.TouchAllAsync(connections: 2, TouchBatch, cancellation);
        }

        await AppliedAsync(cluster, sent + users.Accepted, cancellation);
        long more = await cluster.Servers.RedisBytesAsync();
        Add("Redis, a user with one event and the event in the log", (one - empty) / (double)options.Users, "B");
        Add("Redis, each further event, in the log and in the user", (more - one) / (double)options.Users / FurtherEvents, "B");
    }

    /// <summary>Waits until as many events are applied as were accepted; no event is applied twice as long as no silo is lost.</summary>
    private async Task<long> AppliedAsync(Cluster cluster, long accepted, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            long applied = 0;
            foreach (ClusterMember silo in cluster.Silos)
            {
                applied += await silo.AppliedAsync(cancellation);
            }

            if (applied >= accepted)
            {
                return applied;
            }

            if (time.GetElapsedTime(started) > ApplyTimeout)
            {
                throw new TandemException($"Of {accepted} accepted events {applied} were applied within {ApplyTimeout}: give the silos a larger --share.");
            }

            await Task.Delay(Poll, cancellation);
        }
    }

    private void Add(string name, double value, string unit) => _results.Add(new BenchmarkResult(name, value, unit));

    private sealed record Cluster(ClusterMember[] Silos, ClusterMember Gateway, ClusterServers Servers)
    {
        /// <summary>Processor time of silos, gateway and Redis so far.</summary>
        public TimeSpan Processor => Silos.Append(Gateway).Aggregate(Servers.RedisProcessor, static (sum, member) => sum + member.Processor);
    }
}
