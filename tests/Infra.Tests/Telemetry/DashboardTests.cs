using System.Text;
using System.Text.Json.Nodes;

namespace Tandem.Infra.Tests.Telemetry;

public class DashboardTests
{
    private static readonly JsonNode Dashboard = JsonNode.Parse(File.ReadAllText(Repository.Infra("grafana", "tandem.json")))!;

    private static IEnumerable<JsonNode> Panels => Dashboard["panels"]!.AsArray().Where(panel => (string?)panel!["type"] != "row")!;

    private static IEnumerable<string> Queries =>
        Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => (string)target!["expr"]!);

    [Fact]
    public void Panels_AllOfThem_HaveATitleAPlaceAndAQuery()
    {
        int[] ids = [.. Dashboard["panels"]!.AsArray().Select(panel => (int)panel!["id"]!)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Panels, panel =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)panel["title"]));
            Assert.NotEmpty(panel["targets"]!.AsArray());
            Assert.InRange((int)panel["gridPos"]!["x"]! + (int)panel["gridPos"]!["w"]!, 1, 24);
        });
    }

    [Fact]
    public async Task Queries_AllOfThem_AreUnderstoodByPrometheus()
    {
        StringBuilder rules = new("groups:\n  - name: dashboard\n    rules:\n");
        int count = 0;
        foreach (string query in Queries)
        {
            string filled = query.Replace("$job", "tandem", StringComparison.Ordinal).Replace("$__rate_interval", "5m", StringComparison.Ordinal);
            rules.Append("      - record: dashboard:query_").Append(count++).Append("\n        expr: >-\n          ").Append(filled).Append('\n');
        }

        string path = Path.Combine(Path.GetTempPath(), $"tandem-dashboard-{Guid.NewGuid():N}.yml");
        await File.WriteAllTextAsync(path, rules.ToString(), TestContext.Current.CancellationToken);
        try
        {
            (int status, string output) = await Tool.RunAsync("prometheus", "promtool", "check", "rules", path);
            Assert.True(status == 0, output);
            Assert.Contains($"{count} rules found", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
