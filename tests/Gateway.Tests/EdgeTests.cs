using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests;

/// <summary>What every endpoint has in common.</summary>
public sealed class EdgeTests(GatewayFixture gateway)
{
    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/v1/events", 405, "method_not_allowed")]
    [InlineData("PATCH", "/v1/popular", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/dead-letters?count=0", 400, "out_of_range")]
    [InlineData("GET", "/v1/dead-letters?after=-1", 400, "invalid_parameter")]
    [InlineData("GET", "/v1/bundles?x=1", 400, "unknown_parameter")]
    public async Task Request_NotPossible_ProblemWithItsCode(string method, string path, int expectedStatus, string code)
    {
        (int status, JsonNode problem) = await gateway.SendAsync(HttpMethod.Parse(method), path);

        Assert.Equal((expectedStatus, code), (status, (string?)problem["code"]));
        Assert.Equal($"urn:tandem:problem:{code}", (string?)problem["type"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/startup")]
    [InlineData("/health/ready")]
    public async Task Health_BundleLoaded_Healthy(string path)
    {
        (int status, JsonNode body) = await gateway.GetAsync(path);

        Assert.Equal((200, "healthy"), (status, (string?)body["status"]));
    }

    [Fact]
    public async Task OpenApi_Always_DescribesEveryRouteWithASummary()
    {
        (int status, JsonNode document) = await gateway.GetAsync("/openapi/v1.json");
        string[] unsaid = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Value!["summary"] is null)
            .Select(operation => $"{operation.Key} {path.Key}"))];

        Assert.Equal(200, status);
        Assert.Empty(unsaid);
        Assert.Equal(22, document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));
    }

    [Fact]
    public async Task OpenApi_Recommendations_DeclaresTheParameters()
    {
        (_, JsonNode document) = await gateway.GetAsync("/openapi/v1.json");
        JsonArray parameters = document["paths"]!["/v1/users/{id}/recommendations"]!["get"]!["parameters"]!.AsArray();

        Assert.Equal(
            ["id", "count", "scenario", "category", "minPrice", "maxPrice", "exclude", "includeSeen", "explain"],
            parameters.Select(parameter => (string)parameter!["name"]!));
    }

    [Fact]
    public async Task Docs_Always_NeedNoOtherSite()
    {
        string page = await gateway.Client.GetStringAsync(new Uri("/docs/", UriKind.Relative));

        Assert.Contains("scalar", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://cdn", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Index_Always_LinksToTheDocs() =>
        Assert.Contains("/docs", await gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);

    [Fact]
    public async Task Metrics_AfterAnEvent_CountsItWithoutIds()
    {
        string user = "metrics-" + Guid.NewGuid().ToString("N");
        await gateway.PostEventsAsync(Sample.Event(user, user));
        await gateway.GetAsync($"/v1/users/{user}/recommendations");
        string metrics = await gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Contains("tandem_events_applied", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(user, metrics, StringComparison.Ordinal);
    }
}
