using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Tandem.Gateway.Tests.Telemetry;

/// <summary>What alerts and the dashboard ask for is what a node tells.</summary>
public class MetricNameTests(GatewayFixture node)
{
    private const int MostScrapes = 20;

    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromMilliseconds(250);

    private static readonly Regex Selector = new(@"\b([a-z_]{4,})\{", RegexOptions.Compiled);

    [Theory]
    [InlineData("prometheus/alerts.yml")]
    [InlineData("grafana/tandem.json")]
    public void Metrics_OfAlertsAndDashboard_AreInstrumentsOfTheNode(string file)
    {
        Assert.NotEmpty(node.Bundle);
        string[] asked = [.. Selector.Matches(File.ReadAllText(Infra(file))).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(asked.Length > 8, $"{asked.Length} metrics");
        string[] known = [.. Instruments().Select(NameOf)];
        Assert.All(asked, metric => Assert.True(
            known.Any(name => metric == name || (metric.StartsWith(name + "_", StringComparison.Ordinal))),
            $"No instrument of the node is called {metric}."));
    }

    [Theory]
    [InlineData("tandem_bundle_info")]
    [InlineData("tandem_bundle_age_seconds")]
    [InlineData("tandem_events_lag")]
    [InlineData("http_server_request_duration_seconds_bucket")]
    [InlineData("dotnet_process_memory_working_set_bytes")]
    [InlineData("orleans_catalog_activations")]
    public async Task Scrape_OfARunningNode_Has(string metric)
    {
        await node.GetAsync("/v1/popular");
        string pattern = $@"(?m)^{metric}\{{";
        string text = "";
        // The exporter answers with an earlier scrape for a while, which may be one of before the request.
        for (int scrape = 0; scrape < MostScrapes && !Regex.IsMatch(text, pattern); scrape++)
        {
            await Task.Delay(ScrapeInterval * Math.Sign(scrape), TestContext.Current.CancellationToken);
            text = await node.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }

        Assert.Matches(pattern, text);
    }

    private static List<Instrument> Instruments()
    {
        List<Instrument> found = [];
        using MeterListener listener = new() { InstrumentPublished = (instrument, _) => found.Add(instrument) };
        listener.Start();
        return found;
    }

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_').Replace('-', '_');

    private static string Infra(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "infra", file);
}
