using System.Diagnostics;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>Lets a fault strike a cluster that is busy, and counts.</summary>
internal static class FaultRun
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(4);

    /// <summary>Watches the requests for at least <paramref name="watch"/> from the fault on, and until it is over.</summary>
    public static async Task<FaultReport> StrikeAsync(FaultCluster cluster, Fault fault, TimeSpan watch)
    {
        Traffic traffic = new(cluster.Balancer, cluster.Bundles, $"{fault.Name}-{Guid.NewGuid():N}");
        FaultClock clock = new();
        using CancellationTokenSource stop = new();
        Task shopping = traffic.RunAsync(stop.Token);
        using HttpClient publisher = cluster.NewClient();
        Task swapping = cluster.Bundles.SwapAsync(() => publisher, stop.Token);
        await Task.Delay(Before);
        try
        {
            await fault.StrikeAsync(cluster, clock);
            TimeSpan left = watch - Stopwatch.GetElapsedTime(clock.Struck);
            await Task.Delay(left > After ? left : After);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(shopping, swapping);
        (int lost, int doubled) = await traffic.EffectsAsync();
        return Report(fault, traffic, clock, lost, doubled);
    }

    private static FaultReport Report(Fault fault, Traffic traffic, FaultClock clock, int lost, int doubled)
    {
        TrafficRequest[] requests = [.. traffic.Requests.Where(request => request.EndedAt >= clock.Struck)];
        TrafficRequest[] failed = [.. requests.Where(static request => request.Failure is not null)];
        long from = clock.Back ?? clock.Struck;
        double seconds = failed.Length == 0 ? 0 : Math.Max(0, Stopwatch.GetElapsedTime(from, failed.Max(static request => request.EndedAt)).TotalSeconds);
        return new FaultReport(
            fault,
            requests.Length,
            failed.Length,
            traffic.Accepted,
            lost,
            doubled,
            traffic.Mixed.Count,
            seconds,
            clock.Back is not null,
            requests.Max(static request => request.Took).TotalSeconds)
        {
            Errors = [.. failed.Select(request => FormattableString.Invariant(
                $"{Stopwatch.GetElapsedTime(clock.Struck, request.EndedAt).TotalSeconds:F2} s (took {request.Took.TotalSeconds:F2} s) {request.Failure}"))],
        };
    }
}
