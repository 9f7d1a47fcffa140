using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Grains.Archive;
using Tandem.Grains.Tests;
using Tandem.Storage;

namespace Tandem.Gateway.Tests.Users;

public sealed class UserRebuildTests(GatewayFixture gateway)
{
    [Fact]
    public async Task PostRebuild_StateIsThere_SameProfile()
    {
        string user = Guid.NewGuid().ToString("N");
        await gateway.PostEventsAsync($"{Sample.Event(user + "-1", user, "a")}\n{Sample.Event(user + "-2", user, "b")}", Sample.Lines);
        string before = (await gateway.GetAsync($"/v1/users/{user}")).Body.ToJsonString();
        (int status, JsonNode answer) = await gateway.SendAsync(HttpMethod.Post, $"/v1/users/{user}/rebuild");

        Assert.Equal((200, 2), (status, (int)answer["events"]!));
        Assert.Equal(before, (await gateway.GetAsync($"/v1/users/{user}")).Body.ToJsonString());
    }

    [Fact]
    public async Task Delete_EventsAreArchived_RebuildFindsNothing()
    {
        using TemporaryFolder folder = new();
        await using WebApplication node = await GatewayFixture.StartAsync(folder.Path);
        using HttpClient client = GatewayFixture.ClientOf(node);
        using StringContent content = new(Sample.Event("archived-1", "archived"), System.Text.Encoding.UTF8, "application/json");
        await client.PostAsync("/v1/events", content);
        await node.Services.GetRequiredService<EventArchive>().WriteAsync(node.Services.GetRequiredService<IEventLog>().PartitionOf("archived"));
        await client.DeleteAsync("/v1/users/archived");

        using HttpResponseMessage rebuilt = await client.PostAsync("/v1/users/archived/rebuild", null);
        Assert.Equal("""{"events":0}""", await rebuilt.Content.ReadAsStringAsync());
    }
}
