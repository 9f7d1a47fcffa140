using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tandem.Grains.Catalog;
using Tandem.Grains.Tests;
using Tandem.Silo;

[assembly: AssemblyFixture(typeof(Tandem.Gateway.Tests.GatewayFixture))]

namespace Tandem.Gateway.Tests;

/// <summary>One real node behind real HTTP, with a sample bundle; tests share it and keep apart by their ids.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public const int MaxBodyBytes = 64 * 1024;

    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Bundle { get; private set; } = "";

    internal string DataFolder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        Bundle = await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow());
        _app = await StartAsync(_folder.Path);
        Client = ClientOf(_app);
        CatalogueHolder catalogue = _app.Services.GetRequiredService<CatalogueHolder>();
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(20));
        while (catalogue.Current is null)
            await Task.Delay(20, timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();

        _folder.Dispose();
    }

    /// <summary>Starts a node with the gateway on a free port.</summary>
    public static async Task<WebApplication> StartAsync(
        string dataFolder, Action<WebApplicationBuilder>? configure = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tandem:DataFolder"] = dataFolder,
            ["Tandem:Urls"] = "http://127.0.0.1:0",
            ["Tandem:Storage:Durability"] = "Normal",
            ["Tandem:Towers:PollInterval"] = "00:00:00.200",
            ["Tandem:Gateway:MaxBodyBytes"] = MaxBodyBytes.ToString(),
        });
        if (settings is not null)
            builder.Configuration.AddInMemoryCollection(settings);
        builder.AddTandemSilo();
        builder.AddTandemGateway();
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.UseTandemGateway();
        await app.StartAsync();
        return app;
    }

    public static HttpClient ClientOf(WebApplication app)
    {
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>Sends a body and reads the JSON answer.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null, string mediaType = "application/json")
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode >= 400)
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);

        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public Task<(int Status, JsonNode Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<(int Status, JsonNode Body)> PostEventsAsync(string body, string mediaType = "application/json") =>
        SendAsync(HttpMethod.Post, "/v1/events", body, mediaType);
}
