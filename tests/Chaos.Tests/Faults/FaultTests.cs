namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// The short form: a few of the faults, one after the other on one cluster, and what must hold on any machine. All of them, and the seconds,
/// are the long form's: <c>bench/chaos.sh</c>.
/// </summary>
[Collection(nameof(FaultCluster))]
public sealed class FaultTests
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Cluster_StruckByFaults_LosesAndDoublesNothingAndMixesNoBundles()
    {
        await using FaultCluster cluster = new();
        await cluster.StartAsync();
        foreach (Fault fault in KnownFaults.All.Where(static fault => fault.Name is "kill-gateway" or "disk" or "bundle" or "everything"))
        {
            if (fault.Missing(cluster) is not null)
                continue;

            FaultReport report = await FaultRun.StrikeAsync(cluster, fault, Watch);
            string[] broken = [.. report.Broken()];
            Assert.True(broken.Length == 0, $"{fault.What}: {string.Join(' ', broken)}\n{string.Join('\n', report.Errors.Take(5))}\n{cluster.Output}");
            Assert.True(report.Accepted > 50, $"{fault.What}: only {report.Accepted} events were accepted, which tests nothing.");
        }
    }
}
