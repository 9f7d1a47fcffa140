using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Events;

public sealed class EventEndpointTests(GatewayFixture gateway)
{
    [Fact]
    public async Task PostEvents_OneObject_Accepted()
    {
        (int status, JsonNode body) = await gateway.PostEventsAsync(Sample.Event(NewId()));

        Assert.Equal((202, 1, 0), (status, (int)body["accepted"]!, (int)body["duplicates"]!));
    }

    [Fact]
    public async Task PostEvents_SameIdTwice_SecondIsADuplicate()
    {
        string id = NewId();
        (_, JsonNode body) = await gateway.PostEventsAsync($"{Sample.Event(id)}\n{Sample.Event(id)}", Sample.Lines);

        Assert.Equal((1, 1), ((int)body["accepted"]!, (int)body["duplicates"]!));
    }

    [Fact]
    public async Task PostEvents_EmptyArray_AcceptsNothing()
    {
        (int status, JsonNode body) = await gateway.PostEventsAsync("[]");

        Assert.Equal((202, 0), (status, (int)body["accepted"]!));
    }

    [Theory]
    [InlineData("2026-02-01T15:00:00+03:00")]
    [InlineData("2026-02-01T12:00:00.123456789Z")]
    [InlineData("2026-02-01t12:00:00z")]
    [InlineData("2000-01-01T00:00:00Z")]
    public async Task PostEvents_TimeInAnotherGoodForm_Accepted(string time)
    {
        (int status, _) = await gateway.PostEventsAsync(Sample.Event(NewId(), replace: ("2026-02-01T12:00:00Z", time)));

        Assert.Equal(202, status);
    }

    [Fact]
    public async Task PostEvents_ByteOrderMark_IsPassedOver()
    {
        (int status, _) = await gateway.PostEventsAsync("\uFEFF" + Sample.Event(NewId()));

        Assert.Equal(202, status);
    }

    [Fact]
    public async Task PostEvents_TwoThousandBadLines_FirstThousandListedAllCounted()
    {
        string body = string.Concat(Enumerable.Repeat("x\n", 2_000)) + Sample.Event(NewId());
        (int status, JsonNode answer) = await gateway.PostEventsAsync(body, Sample.Lines);

        Assert.Equal((202, 1_000, 2_000), (status, answer["rejected"]!.AsArray().Count, (int)answer["rejectedCount"]!));
    }

    [Fact]
    public async Task PostEvents_ThenUser_EventIsInTheSequenceAtOnce()
    {
        string user = NewId();
        for (int i = 0; i < 10; i++)
        {
            await gateway.PostEventsAsync(Sample.Event(NewId(), user, $"item-{i}"));
            (_, JsonNode profile) = await gateway.GetAsync($"/v1/users/{user}");
            Assert.Equal(i + 1, (int)profile["eventCount"]!);
        }
    }

    [Fact]
    public async Task PostEvents_HundredAtOnce_EveryUserReadsTheirs()
    {
        await Parallel.ForAsync(0, 100, async (_, cancellation) =>
        {
            string user = NewId();
            await gateway.PostEventsAsync(Sample.Event(NewId(), user, "item-7"));
            JsonNode profile = (await gateway.GetAsync($"/v1/users/{user}")).Body;
            Assert.Equal("item-7", (string?)profile["events"]![0]!["itemId"]);
        });
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}
