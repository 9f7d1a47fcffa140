using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Recommendations;

public sealed class RecommendationEndpointTests(GatewayFixture gateway)
{
    [Fact]
    public async Task ForUser_CartEventBefore_TheItemComesFirst()
    {
        string user = NewId();
        await gateway.PostEventsAsync(Sample.Event(NewId(), user, "item-33", "to_cart"));
        (int status, JsonNode body) = await gateway.GetAsync($"/v1/users/{user}/recommendations?count=5");

        Assert.Equal((200, gateway.Bundle), (status, (string?)body["bundle"]));
        Assert.Equal("item-33", (string?)body["items"]![0]!["itemId"]);
        Assert.Equal(5, body["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task ForUser_Hidden_IsGoneUntilItIsUnhidden()
    {
        string user = NewId();
        await gateway.PostEventsAsync(Sample.Event(NewId(), user, "item-33", "to_cart"));
        await gateway.PostEventsAsync(Sample.Event(NewId(), user, "item-33", "hide"));
        (_, JsonNode hidden) = await gateway.GetAsync($"/v1/users/{user}/recommendations?count=500&includeSeen=true");
        await gateway.PostEventsAsync(Sample.Event(NewId(), user, "item-33", "unhide", ("12:00:00Z", "12:00:01Z")));
        (_, JsonNode shown) = await gateway.GetAsync($"/v1/users/{user}/recommendations?count=500&includeSeen=true");

        Assert.DoesNotContain("item-33", hidden["items"]!.AsArray().Select(item => (string)item!["itemId"]!));
        Assert.Equal("item-33", (string?)shown["items"]![0]!["itemId"]);
    }

    [Fact]
    public async Task ForUser_Unknown_GetsAList()
    {
        (int status, JsonNode body) = await gateway.GetAsync($"/v1/users/{NewId()}/recommendations");

        Assert.Equal((200, 20), (status, body["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task ForUser_Explain_PartsAddUpToTheScore()
    {
        (_, JsonNode body) = await gateway.GetAsync($"/v1/users/{NewId()}/recommendations?explain=true&count=1");
        JsonNode first = body["items"]![0]!;

        Assert.Equal((double)first["score"]!, first["contributions"]!.AsObject().Sum(part => (double)part.Value!), 6);
    }

    [Fact]
    public async Task ForUser_FiltersGiven_OnlyWhatPasses()
    {
        (_, JsonNode body) = await gateway.GetAsync($"/v1/users/{NewId()}/recommendations?category=right&minPrice=35&maxPrice=40&exclude=item-26&count=50");
        string[] items = [.. body["items"]!.AsArray().Select(item => (string)item!["itemId"]!).Order(StringComparer.Ordinal)];

        Assert.Equal(["item-25", "item-27", "item-28", "item-29", "item-30"], items);
    }

    [Theory]
    [InlineData("count=0", "out_of_range")]
    [InlineData("count=501", "out_of_range")]
    [InlineData("count=abc", "invalid_parameter")]
    [InlineData("count=5&count=6", "duplicate_parameter")]
    [InlineData("minPrice=-1", "out_of_range")]
    [InlineData("minPrice=NaN", "invalid_parameter")]
    [InlineData("minPrice=9&maxPrice=1", "price_range_empty")]
    [InlineData("includeSeen=yes", "invalid_parameter")]
    [InlineData("category=", "id_empty")]
    [InlineData("limit=5", "unknown_parameter")]
    [InlineData("scenario=%00", "control_character")]
    public async Task ForUser_BadParameter_400WithItsCode(string query, string code)
    {
        (int status, JsonNode problem) = await gateway.GetAsync($"/v1/users/u/recommendations?{query}");

        Assert.Equal((400, code), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task ForSession_Events_ListWithoutStoringAnything()
    {
        (int status, JsonNode body) = await PostAsync("""{"events":[{"itemId":"item-5","action":"to_cart"}],"count":3}""");

        Assert.Equal(200, status);
        Assert.Equal("item-5", (string?)body["items"]![0]!["itemId"]);
        Assert.Equal(0, (int)(await gateway.GetAsync("/v1/users/anonymous")).Body["eventCount"]!);
    }

    [Theory]
    [InlineData("[]", 400, "not_an_object", null)]
    [InlineData("{", 400, "malformed_json", null)]
    [InlineData("""{"count":"5"}""", 422, "wrong_type", "count")]
    [InlineData("""{"count":2.5}""", 422, "out_of_range", "count")]
    [InlineData("""{"events":{}}""", 422, "wrong_type", "events")]
    [InlineData("""{"events":[{"itemId":"a"},{"itemId":""}]}""", 422, "id_empty", "events[1].itemId")]
    [InlineData("""{"events":[{"itemId":"a","action":"x"}]}""", 422, "unknown_action", "events[0].action")]
    [InlineData("""{"events":[5]}""", 422, "not_an_object", "events[0]")]
    [InlineData("""{"exclude":["a",1]}""", 422, "wrong_type", "exclude[1]")]
    [InlineData("""{"minPrice":2,"maxPrice":1}""", 422, "price_range_empty", "minPrice")]
    [InlineData("""{"user":"u"}""", 422, "unknown_field", "user")]
    public async Task ForSession_BadBody_ProblemNamesTheField(string body, int expectedStatus, string code, string? field)
    {
        (int status, JsonNode problem) = await PostAsync(body);

        Assert.Equal((expectedStatus, code, field), (status, (string?)problem["code"], (string?)problem["field"]));
    }

    [Fact]
    public async Task Similar_KnownItem_DoesNotListItself()
    {
        (int status, JsonNode body) = await gateway.GetAsync("/v1/items/item-3/similar?count=5");

        Assert.Equal(200, status);
        Assert.DoesNotContain("item-3", body["items"]!.AsArray().Select(item => (string?)item!["itemId"]));
    }

    [Fact]
    public async Task Similar_UnknownItem_404()
    {
        (int status, JsonNode problem) = await gateway.GetAsync("/v1/items/nobody/similar");

        Assert.Equal((404, "item_not_found"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Popular_Category_OnlyItemsBelowIt()
    {
        (_, JsonNode body) = await gateway.GetAsync("/v1/popular?category=left&count=10");

        Assert.NotEmpty(body["items"]!.AsArray());
        Assert.All(body["items"]!.AsArray(), item => Assert.True(int.Parse(((string)item!["itemId"]!)[5..]) < 20));
    }

    private Task<(int Status, JsonNode Body)> PostAsync(string body) => gateway.SendAsync(HttpMethod.Post, "/v1/recommendations", body);

    private static string NewId() => Guid.NewGuid().ToString("N");
}
