namespace Tandem.Gateway;

/// <summary>The page at <c>/</c>: what this is and where to go.</summary>
internal static class IndexPage
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tandem</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}li{margin:.3rem 0}</style>
        <h1>Tandem</h1>
        <p>A self-hosted, real-time two-tower recommender.</p>
        <ul>
        <li><a href="/docs">API reference</a>, <a href="/openapi/v1.json">OpenAPI document</a></li>
        <li><a href="/v1/popular">What is popular now</a></li>
        <li><a href="/v1/bundles">Bundles</a></li>
        <li><a href="/health/ready">Health</a>, <a href="/metrics">metrics</a>, <a href="/dashboard/">grains and silos</a></li>
        </ul>
        </html>
        """;

    public static void MapIndex(this IEndpointRouteBuilder app) =>
        app.MapGet("/", () => Results.Content(Html, "text/html; charset=utf-8")).ExcludeFromDescription();
}
