using System.Globalization;
using Tandem.Chaos.Tests.Faults;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Handover;

/// <summary>One silo has all users, another joins, and the first is stopped as a pod is, while its users go on.</summary>
internal static class HandoverRun
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(4);

    /// <param name="cluster">Not started yet.</param>
    /// <param name="activations">Users of the silo that leaves, at least as many as shop (400).</param>
    /// <param name="say">What takes place.</param>
    public static async Task<HandoverReport> RunAsync(FaultCluster cluster, int activations, Action<string> say)
    {
        await cluster.StartAsync(static cluster => [cluster.Silos[0], cluster.Gateways[0]]);
        TandemProcess leaving = cluster.Silos[0], staying = cluster.Silos[1];
        string name = $"handover-{Guid.NewGuid():N}";
        say(string.Create(CultureInfo.InvariantCulture, $"One silo and a gateway are started; {activations} users come …"));
        using (HttpClient gateway = cluster.NewClient())
            await new Visitors(name, activations).ComeAsync(gateway, leaving);

        say("All are activated; another silo joins …");
        staying.Start();
        await staying.AnswersAsync(Manifest.Serve.Startup);
        Traffic traffic = new(cluster.Balancer, cluster.Bundles, name);
        using CancellationTokenSource stop = new();
        Task shopping = traffic.RunAsync(stop.Token);
        (int held, int status, TimeSpan took) = (0, 0, TimeSpan.Zero);
        try
        {
            await Task.Delay(Before);
            held = await Visitors.HeldAsync(leaving);
            say("The first silo is stopped …");
            (status, took) = await Manifest.Serve.StopAsync(leaving);
            await Task.Delay(After);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await shopping;
        (int lost, int doubled) = await traffic.EffectsAsync();
        return new HandoverReport(
            held,
            status,
            took,
            traffic.Requests.Count,
            [.. traffic.Requests.Select(static request => request.Failure).OfType<string>()],
            traffic.Requests.Max(static request => request.Took),
            traffic.Accepted,
            lost,
            doubled);
    }
}
