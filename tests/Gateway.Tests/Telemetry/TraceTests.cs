using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Telemetry;

public class TraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string OtherTraceId = "00f067aa0ba902b700f067aa0ba902b7";

    [Fact]
    public async Task Event_WithARecordedTrace_IsFollowedToItsEffectInTheSameTrace()
    {
        await using Collector collector = await Collector.StartAsync();
        using TemporaryFolder folder = new();
        await using WebApplication node = await GatewayFixture.StartAsync(folder.Path, settings: collector.Settings);
        using HttpClient client = GatewayFixture.ClientOf(node);

        await PostAsync(client, "e1", "a-person-of-note", $"00-{TraceId}-00f067aa0ba902b7-01");
        await PostAsync(client, "e2", "another-person", $"00-{OtherTraceId}-00f067aa0ba902b7-00");

        string spans = await UntilAsync(() => collector.Received("traces"), text => text.Contains("events apply", StringComparison.Ordinal));
        Assert.Contains("POST /v1/events", spans, StringComparison.Ordinal);
        Assert.Equal(1, Occurrences(spans, "events apply"));
        Assert.DoesNotContain(Bytes(OtherTraceId), spans, StringComparison.Ordinal);
        Assert.True(Occurrences(spans, Bytes(TraceId)) >= 2, "The request and its effect are in one trace.");
        Assert.DoesNotContain("a-person-of-note", spans, StringComparison.Ordinal);
    }

    private static async Task PostAsync(HttpClient client, string eventId, string userId, string traceParent)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/events");
        request.Headers.Add("traceparent", traceParent);
        request.Content = new StringContent(
            $$"""{"eventId":"{{eventId}}","userId":"{{userId}}","itemId":"i1","action":"to_cart","occurredAt":"2024-05-01T10:00:00Z"}""",
            Encoding.UTF8,
            "application/json");
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> UntilAsync(Func<string> read, Func<string, bool> enough)
    {
        for (int tries = 0; tries < 200 && !enough(read()); tries++)
            await Task.Delay(50);
        return read();
    }

    private static string Bytes(string traceId) => Encoding.Latin1.GetString(Convert.FromHexString(traceId));

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
