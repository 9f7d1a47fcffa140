using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Events;

/// <summary>Each malformed row is refused with its code while the good rows around it are accepted.</summary>
public sealed class MalformedEventTests(GatewayFixture gateway)
{
    private static readonly string LongId = new('x', 257);

    /// <summary>What to change in a good event, and the code and field that follow.</summary>
    public static TheoryData<string, string, string, string?> BadRows => new()
    {
        { "\"eventId\":\"bad\",", "", "missing_field", "eventId" },
        { "\"userId\":\"u\",", "", "missing_field", "userId" },
        { "\"itemId\":\"item-1\",", "", "missing_field", "itemId" },
        { "\"action\":\"page_view\",", "", "missing_field", "action" },
        { ",\"occurredAt\":\"2026-02-01T12:00:00Z\"", "", "missing_field", "occurredAt" },
        { "\"userId\":\"u\"", "\"userId\":null", "missing_field", "userId" },
        { "\"eventId\":\"bad\"", "\"eventId\":\"\"", "id_empty", "eventId" },
        { "\"userId\":\"u\"", "\"userId\":\"" + LongId + "\"", "id_too_long", "userId" },
        { "\"itemId\":\"item-1\"", "\"itemId\":\"a\\u0000b\"", "control_character", "itemId" },
        { "\"userId\":\"u\"", "\"userId\":\"line\\nbreak\"", "control_character", "userId" },
        { "\"userId\":\"u\"", "\"userId\":17", "wrong_type", "userId" },
        { "\"userId\":\"u\"", "\"userId\":[\"u\"]", "wrong_type", "userId" },
        { "\"userId\":\"u\"", "\"userId\":\"\\ud800\"", "invalid_text", "userId" },
        { "page_view", "PAGE_VIEW", "unknown_action", "action" },
        { "page_view", "purchase", "unknown_action", "action" },
        { "page_view", "", "unknown_action", "action" },
        { "\"action\":\"page_view\"", "\"action\":3", "wrong_type", "action" },
        { "2026-02-01T12:00:00Z", "2026-02-01T12:00:00", "occurred_at_no_offset", "occurredAt" },
        { "2026-02-01T12:00:00Z", "2026-02-01", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "2026-02-30T12:00:00Z", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "2026-02-01T25:00:00Z", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "2026-02-01T12:00:00.Z", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "2026-02-01T12:00:00+3", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "yesterday", "occurred_at_invalid", "occurredAt" },
        { "2026-02-01T12:00:00Z", "1999-12-31T23:59:59Z", "occurred_at_too_old", "occurredAt" },
        { "2026-02-01T12:00:00Z", "1970-01-21T10:00:00Z", "occurred_at_too_old", "occurredAt" },
        { "2026-02-01T12:00:00Z", "9999-01-01T00:00:00Z", "occurred_at_in_future", "occurredAt" },
        { "\"occurredAt\":\"2026-02-01T12:00:00Z\"", "\"occurredAt\":1769947200", "wrong_type", "occurredAt" },
        { "{\"eventId\"", "{\"value\":\"9.99\",\"eventId\"", "wrong_type", "value" },
        { "{\"eventId\"", "{\"value\":1e999,\"eventId\"", "out_of_range", "value" },
        { "{\"eventId\"", "{\"price\":1,\"eventId\"", "unknown_field", "price" },
        { "{\"eventId\"", "{\"EventId\":\"x\",\"eventId\"", "unknown_field", "EventId" },
        { "{\"eventId\"", "{\"userId\":\"v\",\"eventId\"", "duplicate_field", "userId" },
        { "{\"eventId\"", "{\"widget\":\"" + LongId + "\",\"eventId\"", "text_too_long", "widget" },
        { "{\"eventId\"", "{\"orderId\":\"" + LongId + "\",\"eventId\"", "text_too_long", "orderId" },
        { "{\"eventId\"", "{\"recommendationId\":{},\"eventId\"", "wrong_type", "recommendationId" },
    };

    /// <summary>Whole rows that are no events.</summary>
    public static TheoryData<string, string> BadValues => new()
    {
        { "null", "not_an_object" },
        { "17", "not_an_object" },
        { "\"event\"", "not_an_object" },
        { "[]", "not_an_object" },
        { "{}", "missing_field" },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public async Task PostEvents_OneBadRowOfThree_RefusedWithItsCodeAndTheOthersAccepted(string old, string with, string code, string? field)
    {
        string name = Guid.NewGuid().ToString("N");
        string bad = Sample.Replace(Sample.Event("bad"), old, with);
        (int status, JsonNode body) = await gateway.PostEventsAsync($"[{Sample.Event(name + "1")},{bad},{Sample.Event(name + "2")}]");

        AssertOneRejected(status, body, code, field);
    }

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task PostEvents_RowIsNoEvent_RefusedAndTheOthersAccepted(string bad, string code)
    {
        string name = Guid.NewGuid().ToString("N");
        (int status, JsonNode body) = await gateway.PostEventsAsync($"{Sample.Event(name + "1")}\n{bad}\n{Sample.Event(name + "2")}\n", Sample.Lines);

        Assert.Equal((202, 2, 1), (status, (int)body["accepted"]!, (int)body["rejected"]![0]!["index"]!));
        Assert.Equal(code, (string?)body["rejected"]![0]!["code"]);
    }

    [Theory]
    [InlineData("{\"eventId\":")]
    [InlineData("not json")]
    [InlineData("{\"value\":NaN}")]
    [InlineData("{\"a\":1} {\"b\":2}")]
    public async Task PostEvents_LineIsNoJson_OnlyTheLineIsRefused(string bad)
    {
        string name = Guid.NewGuid().ToString("N");
        (int status, JsonNode body) = await gateway.PostEventsAsync($"{Sample.Event(name + "1")}\r\n{bad}\r\n\r\n{Sample.Event(name + "2")}", Sample.Lines);

        AssertOneRejected(status, body, "malformed_json", null);
    }

    [Theory]
    [InlineData("", "application/json", 400, "empty_body")]
    [InlineData("  \n ", "application/x-ndjson", 400, "empty_body")]
    [InlineData("{\"eventId\":\"a\"", "application/json", 400, "malformed_json")]
    [InlineData("[{},", "application/json", 400, "malformed_json")]
    [InlineData("[{\"value\":Infinity}]", "application/json", 400, "malformed_json")]
    [InlineData("{}{}", "application/json", 400, "malformed_json")]
    [InlineData("{}", "application/json", 422, "all_rejected")]
    [InlineData("17", "application/json", 400, "all_rejected")]
    [InlineData("nonsense", "application/x-ndjson", 400, "all_rejected")]
    [InlineData("{}", "text/plain", 415, "unsupported_media_type")]
    [InlineData("<event/>", "application/xml", 415, "unsupported_media_type")]
    public async Task PostEvents_NothingCanBeAccepted_Problem(string body, string mediaType, int expectedStatus, string code)
    {
        (int status, JsonNode problem) = await gateway.PostEventsAsync(body, mediaType);

        Assert.Equal((expectedStatus, code), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task PostEvents_SyntaxErrorInAnArray_SaysWhereAndAcceptsNothing()
    {
        string id = Guid.NewGuid().ToString("N");
        (_, JsonNode problem) = await gateway.PostEventsAsync($"[{Sample.Event(id)},\n  oops]");
        (_, JsonNode again) = await gateway.PostEventsAsync(Sample.Event(id));

        Assert.Contains("line 2, byte 3", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(1, (int)again["accepted"]!);
    }

    [Fact]
    public async Task PostEvents_BodyLongerThanAllowed_413()
    {
        (int status, JsonNode problem) = await gateway.PostEventsAsync(new string(' ', GatewayFixture.MaxBodyBytes + 1));

        Assert.Equal((413, "body_too_large"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task PostEvents_InvalidUtf8_RefusedAsText()
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(Sample.Event("bad", userId: "u#"));
        body[Array.IndexOf(body, (byte)'#')] = 0xFF;
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await gateway.Client.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Contains((string?)(problem["rejected"]?[0]?["code"] ?? problem["code"]), new[] { "invalid_text", "malformed_json" });
    }

    private static void AssertOneRejected(int status, JsonNode body, string code, string? field)
    {
        Assert.Equal(202, status);
        JsonNode rejected = Assert.Single(body["rejected"]!.AsArray())!;
        Assert.Equal((1, code, field), ((int)rejected["index"]!, (string?)rejected["code"], (string?)rejected["field"]));
        Assert.Equal(2, (int)body["accepted"]!);
    }
}
