using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Users;

public sealed class UserEndpointTests(GatewayFixture gateway)
{
    [Fact]
    public async Task Export_AfterEvents_HasProfileAndLog()
    {
        string user = Guid.NewGuid().ToString("N");
        await gateway.PostEventsAsync(Sample.Event(user + "1", user, "item-1", "order"));
        (int status, JsonNode export) = await gateway.GetAsync($"/v1/users/{user}/export");

        Assert.Equal((200, 1), (status, (int)export["profile"]!["items"]![0]!["orders"]!));
        Assert.Equal(user + "1", (string?)export["events"]![0]!["eventId"]);
        Assert.Empty(export["deadLetters"]!.AsArray());
    }

    [Fact]
    public async Task Delete_AfterEvents_NothingIsLeft()
    {
        string user = Guid.NewGuid().ToString("N");
        await gateway.PostEventsAsync(Sample.Event(user + "1", user));
        (int status, _) = await gateway.SendAsync(HttpMethod.Delete, $"/v1/users/{user}");
        (_, JsonNode export) = await gateway.GetAsync($"/v1/users/{user}/export");

        Assert.Equal(204, status);
        Assert.Equal((0, 0), ((int)export["profile"]!["eventCount"]!, export["events"]!.AsArray().Count));
    }

    [Fact]
    public async Task Export_AfterAnOrder_ListsTheTrainingExampleAndErasingTakesItAway()
    {
        string user = Guid.NewGuid().ToString("N");
        await gateway.PostEventsAsync(Sample.Event(user + "1", user));
        await gateway.PostEventsAsync(Sample.Event(user + "2", user, action: "order", replace: ("12:00:00Z", "12:00:01Z")));
        (_, JsonNode before) = await gateway.GetAsync($"/v1/users/{user}/export");
        await gateway.SendAsync(HttpMethod.Delete, $"/v1/users/{user}");
        (_, JsonNode after) = await gateway.GetAsync($"/v1/users/{user}/export");

        JsonNode example = Assert.Single(before["examples"]!.AsArray())!;
        Assert.Equal(
            ("page_view", "order", user + "2"),
            ((string?)example["before"]![0]!["action"], (string?)example["outcomes"]![0]!["action"], (string?)example["outcomes"]![0]!["eventId"]));
        Assert.Empty(after["examples"]!.AsArray());
    }

    [Fact]
    public async Task Get_IdTooLong_400()
    {
        (int status, JsonNode problem) = await gateway.GetAsync("/v1/users/" + new string('x', 257));

        Assert.Equal((400, "id_too_long"), (status, (string?)problem["code"]));
    }
}
