using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Items;

public sealed class ItemEndpointTests(GatewayFixture gateway)
{
    private const string Lamp = """{"name":"A lamp","categoryId":"left","price":12.5,"attributes":[{"name":"Color","value":"red"}]}""";

    [Fact]
    public async Task Put_New_CreatedThenReadable()
    {
        string id = NewId();
        (int created, JsonNode answer) = await PutAsync(id, Lamp);
        (int read, JsonNode item) = await gateway.GetAsync($"/v1/items/{id}");

        Assert.Equal((201, "created", 1), (created, (string?)answer["outcome"], (int)answer["revision"]!));
        Assert.Equal((200, "A lamp", "red"), (read, (string?)item["name"], (string?)item["attributes"]![0]!["value"]));
    }

    [Fact]
    public async Task Put_SameAgain_Unchanged()
    {
        string id = NewId();
        await PutAsync(id, Lamp);
        (int status, JsonNode answer) = await PutAsync(id, Lamp);

        Assert.Equal((200, "unchanged", 1), (status, (string?)answer["outcome"], (int)answer["revision"]!));
    }

    [Fact]
    public async Task Put_New_FoundByTheNextQuery()
    {
        string id = NewId();
        await PutAsync(id, Sample.Replace(Lamp, "12.5", "7777"));
        await gateway.PostEventsAsync(Sample.Event(NewId(), id, id, "to_cart"));
        (_, JsonNode body) = await gateway.GetAsync($"/v1/users/{id}/recommendations?minPrice=7777&maxPrice=7777");

        Assert.Contains(id, body["items"]!.AsArray().Select(item => (string?)item!["itemId"]));
    }

    [Fact]
    public async Task Put_IdWithSlashPercentAndSpace_KeptAsItIs()
    {
        string id = $"a/b%2F c?{NewId()}";
        string path = Uri.EscapeDataString(id);
        await PutAsync(path, Lamp);
        (_, JsonNode item) = await gateway.GetAsync($"/v1/items/{path}");

        Assert.Equal(id, (string?)item["itemId"]);
    }

    [Fact]
    public async Task Put_OlderRevision_409()
    {
        string id = NewId();
        await PutAsync(id, Sample.Replace(Lamp, "\"price\"", "\"revision\":7,\"price\""));
        (int status, JsonNode problem) = await PutAsync(id, Sample.Replace(Lamp, "\"price\"", "\"revision\":6,\"price\""));

        Assert.Equal((409, "revision_conflict"), (status, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("[]", 400, "not_an_object")]
    [InlineData("", 400, "empty_body")]
    [InlineData("{\"price\":-1}", 422, "out_of_range")]
    [InlineData("{\"price\":\"1\"}", 422, "wrong_type")]
    [InlineData("{\"available\":1}", 422, "wrong_type")]
    [InlineData("{\"itemId\":\"another\"}", 422, "id_mismatch")]
    [InlineData("{\"attributes\":[{\"name\":\"a\"}]}", 422, "missing_field")]
    [InlineData("{\"attributes\":{}}", 422, "wrong_type")]
    [InlineData("{\"image\":[1,\"2\"]}", 422, "wrong_type")]
    [InlineData("{\"image\":[1,2,3]}", 422, "item_refused")]
    [InlineData("{\"textVector\":[1,null]}", 422, "wrong_type")]
    [InlineData("{\"revision\":0}", 422, "out_of_range")]
    [InlineData("{\"colour\":\"red\"}", 422, "unknown_field")]
    public async Task Put_BadBody_ProblemWithItsCode(string body, int expectedStatus, string code)
    {
        (int status, JsonNode problem) = await PutAsync("bad", body);

        Assert.Equal((expectedStatus, code), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Patch_ItemOfTheBundle_SetsClearsAndKeeps()
    {
        (int status, _) = await gateway.SendAsync(HttpMethod.Patch, "/v1/items/item-11", """{"price":99,"categoryId":null}""", "application/merge-patch+json");
        (_, JsonNode item) = await gateway.GetAsync("/v1/items/item-11");

        Assert.Equal(200, status);
        Assert.Equal((99, null, "Thing number 11"), ((int)item["price"]!, (string?)item["categoryId"], (string?)item["name"]));
    }

    [Fact]
    public async Task Patch_Unknown_404()
    {
        (int status, JsonNode problem) = await gateway.SendAsync(HttpMethod.Patch, "/v1/items/nobody", "{}");

        Assert.Equal((404, "item_not_found"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Delete_Twice_204AndGone()
    {
        string id = NewId();
        await PutAsync(id, Lamp);

        Assert.Equal(204, (await gateway.SendAsync(HttpMethod.Delete, $"/v1/items/{id}")).Status);
        Assert.Equal(204, (await gateway.SendAsync(HttpMethod.Delete, $"/v1/items/{id}")).Status);
        Assert.Equal(404, (await gateway.GetAsync($"/v1/items/{id}")).Status);
    }

    [Fact]
    public async Task PostMany_GoodAndBadLines_ResultForEach()
    {
        string name = NewId();
        string body = $$"""
            {"itemId":"{{name}}-1","name":"One"}
            {"itemId":"{{name}}-2","price":-5}
            oops
            {"name":"no id"}
            {"itemId":"{{name}}-1","name":"One again"}
            """;
        (int status, JsonNode answer) = await gateway.SendAsync(HttpMethod.Post, "/v1/items", body, Sample.Lines);

        Assert.Equal((200, 1, 1), (status, (int)answer["created"]!, (int)answer["updated"]!));
        Assert.Equal(["out_of_range", "malformed_json", "missing_field"], answer["rejected"]!.AsArray().Select(row => (string)row!["code"]!));
        Assert.Equal([0, 4], answer["rows"]!.AsArray().Select(row => (int)row!["index"]!));
    }

    private Task<(int Status, JsonNode Body)> PutAsync(string id, string body) => gateway.SendAsync(HttpMethod.Put, $"/v1/items/{id}", body);

    private static string NewId() => Guid.NewGuid().ToString("N");
}
