using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Recommendations;

/// <summary>A node of its own: what happens to items here must not move the lists of other tests.</summary>
public sealed class LivePairTests
{
    [Fact]
    public async Task ForUser_TwoOthersTookAnItemAfterwards_ItRisesWithoutTraining()
    {
        using TemporaryFolder folder = new();
        await SampleBundle.PublishAsync(folder.Path, TimeProvider.System.GetUtcNow());
        await using WebApplication app = await GatewayFixture.StartAsync(folder.Path);
        using HttpClient client = GatewayFixture.ClientOf(app);
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(20));

        await PostAsync(client, Sample.Event("w1", "watcher", "item-30"));
        int before = await PlaceAsync(client, timeout.Token);
        foreach (string user in (string[])["first", "second"])
        {
            await PostAsync(client, Sample.Event($"{user}-1", user, "item-30"));
            await PostAsync(client, Sample.Event($"{user}-2", user, "item-37", "order", ("12:00:00", "12:05:00")));
        }

        int after = before;
        while (after >= before)
        {
            await Task.Delay(50, timeout.Token);
            after = await PlaceAsync(client, timeout.Token);
        }

        Assert.InRange(after, 0, before - 1);
    }

    private static async Task PostAsync(HttpClient client, string body)
    {
        using HttpResponseMessage response = await client.PostAsync("/v1/events", new StringContent(body, null, "application/json"));
        Assert.Equal(202, (int)response.StatusCode);
    }

    /// <summary>The place of item 37 in the watcher's list.</summary>
    private static async Task<int> PlaceAsync(HttpClient client, CancellationToken cancellation)
    {
        while (true)
        {
            using HttpResponseMessage response = await client.GetAsync("/v1/users/watcher/recommendations?count=40", cancellation);
            if (response.IsSuccessStatusCode)
            {
                JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))!;
                return Array.IndexOf([.. body["items"]!.AsArray().Select(item => (string)item!["itemId"]!)], "item-37");
            }

            await Task.Delay(50, cancellation);
        }
    }
}
