using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tandem.Gateway.Tests.Telemetry;

/// <summary>Takes what is sent by OTLP over HTTP and keeps it as it came.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _received = new();
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    /// <summary>Settings that make a node send here, soon.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
    };

    public static async Task<Collector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        Collector collector = new(app);
        app.MapPost("/v1/{signal}", collector.ReceiveAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>All that came of a signal (<c>traces</c>, <c>logs</c>, <c>metrics</c>), a byte as a character.</summary>
    public string Received(string signal) =>
        string.Concat(_received.GetValueOrDefault(signal, []).Select(Encoding.Latin1.GetString));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(string signal, HttpRequest request)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        _received.GetOrAdd(signal, static _ => new()).Enqueue(body.ToArray());
    }
}
