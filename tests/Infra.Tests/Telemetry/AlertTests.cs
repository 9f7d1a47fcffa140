using System.Text.RegularExpressions;

namespace Tandem.Infra.Tests.Telemetry;

public class AlertTests
{
    [Fact]
    public async Task Alerts_OnTheirSeries_FireAsTheirTestsSay()
    {
        (int status, string output) = await Tool.RunAsync("prometheus", "promtool", "test", "rules", Repository.Infra("prometheus", "alerts.test.yml"));
        Assert.True(status == 0, output);
    }

    [Fact]
    public void Alerts_EachOfThem_HasATestThatFiresIt()
    {
        string alerts = File.ReadAllText(Repository.Infra("prometheus", "alerts.yml"));
        string tests = File.ReadAllText(Repository.Infra("prometheus", "alerts.test.yml"));
        string[] names = [.. Regex.Matches(alerts, @"- alert: (\w+)").Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($@"alertname: {name}\s+exp_alerts:\s+- exp_labels", tests));
    }
}
