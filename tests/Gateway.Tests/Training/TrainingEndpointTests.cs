using System.Text.Json.Nodes;

namespace Tandem.Gateway.Tests.Training;

public sealed class TrainingEndpointTests(GatewayFixture gateway)
{
    [Fact]
    public async Task PauseAndResume_State_Follows()
    {
        (int status, JsonNode paused) = await gateway.SendAsync(HttpMethod.Post, "/v1/training/pause");
        (_, JsonNode seen) = await gateway.GetAsync("/v1/training");
        (_, JsonNode resumed) = await gateway.SendAsync(HttpMethod.Post, "/v1/training/resume");

        Assert.Equal((200, "paused", "paused"), (status, (string?)paused["state"], (string?)seen["state"]));
        Assert.NotEqual("paused", (string?)resumed["state"]);
    }
}
