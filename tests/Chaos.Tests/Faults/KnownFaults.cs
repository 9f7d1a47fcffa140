using System.Diagnostics;
using System.Net;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>The faults that a cluster must overcome.</summary>
internal static class KnownFaults
{
    private static readonly TimeSpan OfAKill = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan OfAFreeze = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan OfTheWholeCluster = TimeSpan.FromSeconds(20);

    /// <summary>In the order in which the long form has them.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill-silo", "a silo killed (-9), back after 10 s", (cluster, clock) => KillAsync(cluster, clock, cluster.Silos[1])) { Within = OfAKill },
        new("kill-trainer", "the trainer killed (-9), back after 10 s", (cluster, clock) => KillAsync(cluster, clock, cluster.Trainer)) { Within = OfAKill },
        new("kill-gateway", "a gateway killed (-9), back after 10 s", (cluster, clock) => KillAsync(cluster, clock, cluster.Gateways[1])) { Within = OfAKill },
        new("rolling", "every process stopped (SIGTERM) and started, one after the other", RollAsync) { NoneFails = true },
        new("freeze", "a silo frozen (SIGSTOP) for 30 s", FreezeAsync) { Within = OfAFreeze },
        new("cut", "a silo cut off from the network for 30 s", CutAsync) { Within = OfAFreeze, Missing = NeedsNamespaces },
        new("redis", "Redis killed, away for 5 s, its file read again", RedisAsync),
        new("blobs", "the blob store away for a minute", BlobsAsync) { NoneFails = true },
        new("disk", "the disk of Redis full for 10 s", DiskAsync) { Missing = NeedsDisk },
        new("clock", "the clock of a silo an hour ahead for 20 s", ClockAsync) { NoneFails = true, Missing = NeedsFaketime },
        new("bundle", "a damaged bundle uploaded; one damaged in the store, activated", DamagedBundleAsync) { NoneFails = true },
        new("everything", "every process and both Redis killed (-9)", EverythingAsync) { WithinOfEnd = OfTheWholeCluster },
    ];

    private static async Task KillAsync(FaultCluster cluster, FaultClock clock, TandemProcess process)
    {
        clock.Strike();
        await process.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        process.Start();
        await process.AnswersAsync(Manifest.Serve.Startup);
    }

    private static async Task RollAsync(FaultCluster cluster, FaultClock clock)
    {
        clock.Strike();
        foreach (TandemProcess silo in cluster.Silos.Append(cluster.Trainer))
            await RestartAsync(silo, Manifest.Serve);

        foreach (TandemProcess gateway in cluster.Gateways)
        {
            cluster.Balancer.Remove(gateway);
            await RestartAsync(gateway, Manifest.Gateway);
            cluster.Balancer.Add(gateway);
        }
    }

    private static async Task RestartAsync(TandemProcess process, Manifest manifest)
    {
        (int status, TimeSpan took) = await manifest.StopAsync(process);
        Assert.True(status == 0, $"{process.Name} ended with {status} after {took.TotalSeconds:F1} s:\n{process.Output}");
        process.Start();
        await process.AnswersAsync(manifest.Startup);
    }

    private static async Task FreezeAsync(FaultCluster cluster, FaultClock clock)
    {
        TandemProcess silo = cluster.Silos[2];
        clock.Strike();
        await silo.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(30));
        await silo.SignalAsync("CONT");
        await BackAsync(silo);
    }

    private static async Task CutAsync(FaultCluster cluster, FaultClock clock)
    {
        TandemProcess silo = cluster.Silos[1];
        clock.Strike();
        cluster.Network.Cut(silo.Address);
        await Task.Delay(TimeSpan.FromSeconds(30));
        cluster.Network.Mend(silo.Address);
        await BackAsync(silo);
    }

    private static async Task RedisAsync(FaultCluster cluster, FaultClock clock)
    {
        cluster.KeepRedisDown = true;
        clock.Strike();
        cluster.Redis.Kill();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await cluster.Redis.StartAsync();
        clock.IsBack();
        cluster.KeepRedisDown = false;
    }

    private static async Task BlobsAsync(FaultCluster cluster, FaultClock clock)
    {
        clock.Strike();
        await cluster.Blobs.StopAsync();
        await Task.Delay(TimeSpan.FromMinutes(1));
        await cluster.Blobs.StartAsync();
        clock.IsBack();
    }

    private static async Task DiskAsync(FaultCluster cluster, FaultClock clock)
    {
        clock.Strike();
        cluster.Disk.Fill();
        await Task.Delay(TimeSpan.FromSeconds(10));
        cluster.Disk.Free();
        clock.IsBack();
    }

    private static async Task ClockAsync(FaultCluster cluster, FaultClock clock)
    {
        clock.Strike();
        cluster.Clock.Shift(1);
        await Task.Delay(TimeSpan.FromSeconds(20));
        cluster.Clock.Shift(0);
    }

    private static async Task DamagedBundleAsync(FaultCluster cluster, FaultClock clock)
    {
        clock.Strike();
        using HttpClient client = cluster.NewClient();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TwoBundles.UploadDamagedAsync(client));
        string version = await TwoBundles.UploadThirdAsync(client);
        await StoredBlobs.DamageAsync(cluster.Blobs.ConnectionString, version);
        Assert.False(await TwoBundles.ActivateAsync(client, version), "A bundle that was damaged in the store could be activated.");
    }

    private static async Task EverythingAsync(FaultCluster cluster, FaultClock clock)
    {
        cluster.KeepRedisDown = true;
        clock.Strike();
        await Task.WhenAll(cluster.Processes.Select(static process => process.KillAsync()));
        cluster.Redis.Kill();
        cluster.Membership.Kill();
        await Task.WhenAll(cluster.Redis.StartAsync(), cluster.Membership.StartAsync());
        clock.IsBack();
        cluster.KeepRedisDown = false;
        foreach (TandemProcess process in cluster.Processes)
            process.Start();
        await cluster.StartedAsync();
    }

    /// <summary>A silo that the others have declared dead ends by itself, and whoever runs it starts it again.</summary>
    private static async Task BackAsync(TandemProcess silo)
    {
        // In its grace period, for it waits for answers of those that have given it up.
        long started = Stopwatch.GetTimestamp();
        while (silo.IsRunning && Stopwatch.GetElapsedTime(started) < Manifest.Serve.GracePeriod)
            await Task.Delay(100);
        if (!silo.IsRunning)
            silo.Start();
        await silo.AnswersAsync(Manifest.Serve.Startup);
    }

    private static string? NeedsNamespaces(FaultCluster cluster) => cluster.Network.CanCut ? null : "needs root and network namespaces (iproute2)";

    private static string? NeedsDisk(FaultCluster cluster) => cluster.Disk.CanBeFilled ? null : "needs root and loop devices";

    private static string? NeedsFaketime(FaultCluster cluster) => ShiftedClock.IsInstalled ? null : "needs libfaketime (apt-get install libfaketime)";
}
