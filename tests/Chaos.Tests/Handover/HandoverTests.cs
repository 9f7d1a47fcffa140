using Tandem.Chaos.Tests.Faults;

namespace Tandem.Chaos.Tests.Handover;

/// <summary>The short form; with 200,000 users it is <c>bench/handover.sh</c>. Not beside <see cref="FaultTests"/>, which has as many processes.</summary>
[Collection(nameof(FaultCluster))]
public sealed class HandoverTests
{
    private const int Activations = 3_000;

    [Fact]
    public async Task StoppedSilo_WithThousandsOfUsers_EndsWithinItsGracePeriodAndNoRequestFails()
    {
        await using FaultCluster cluster = new();
        HandoverReport report = await HandoverRun.RunAsync(cluster, Activations, TestContext.Current.SendDiagnosticMessage);
        string[] broken = [.. report.Broken()];
        Assert.True(broken.Length == 0, $"{string.Join(' ', broken)}\n{cluster.Output}");
        Assert.True(report.Activations >= Activations, $"The silo had only {report.Activations} activations.");
        Assert.True(report.Accepted > 50, $"Only {report.Accepted} events were accepted, which tests nothing.");
    }
}
