using System.Net.Http.Json;
using System.Text.Json;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Cluster.Tests;

/// <summary>One cluster for all tests, which follow each other; each leaves it whole.</summary>
public sealed class ClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task NextRequest_AfterAnAcceptedEvent_KnowsIt()
    {
        for (int n = 0; n < 50; n++)
        {
            object posted = new { eventId = $"next-{n}", userId = $"reader-{n % 10}", itemId = $"item-{n % 9}", action = "page_view", occurredAt = $"2026-02-01T10:{n:D2}:00Z" };
            using HttpResponseMessage accepted = await cluster.Client.PostAsJsonAsync("/v1/events", posted, Token);
            Assert.Equal(202, (int)accepted.StatusCode);
            using JsonDocument answer = await GetAsync($"/v1/users/reader-{n % 10}/recommendations?count=5");
            Assert.Equal($"next-{n}", answer.RootElement.GetProperty("basedOn").GetProperty("lastEventId").GetString());
            Assert.Equal(cluster.Bundle, answer.RootElement.GetProperty("bundle").GetString());
        }
    }

    [Fact]
    public async Task Partitions_ThreeSilos_EachReadsItsShare()
    {
        // Users of all partitions are served, so somebody reads each; the shares are the balancer's own test.
        for (int user = 0; user < 60; user++)
        {
            object posted = new { eventId = $"share-{user}", userId = $"share-{user}", itemId = "item-1", action = "page_view", occurredAt = "2026-02-01T10:00:00Z" };
            using HttpResponseMessage accepted = await cluster.Client.PostAsJsonAsync("/v1/events", posted, Token);
            accepted.EnsureSuccessStatusCode();
        }

        for (int user = 0; user < 60; user++)
        {
            using JsonDocument profile = await GetAsync($"/v1/users/share-{user}");
            Assert.Single(profile.RootElement.GetProperty("events").EnumerateArray());
        }
    }

    [Fact]
    public async Task Anonymous_Session_IsAnsweredByASilo()
    {
        object session = new { events = new[] { new { itemId = "item-3", action = "page_view", occurredAt = "2026-02-01T10:00:00Z" } } };
        using HttpResponseMessage answer = await cluster.Client.PostAsJsonAsync("/v1/recommendations", session, Token);
        answer.EnsureSuccessStatusCode();
        using JsonDocument similar = await GetAsync("/v1/items/item-3/similar");
        Assert.NotEmpty(similar.RootElement.GetProperty("items").EnumerateArray());
        using JsonDocument popular = await GetAsync("/v1/popular");
        Assert.NotEmpty(popular.RootElement.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Item_WrittenThroughTheGateway_IsKnownToEverySiloWithinSeconds()
    {
        object item = new { name = "New thing", categoryId = "left", price = 3 };
        using HttpResponseMessage written = await cluster.Client.PutAsJsonAsync("/v1/items/new-1", item, Token);
        Assert.Equal(201, (int)written.StatusCode);
        await Task.Delay(2_500, Token);

        // Stateless workers of whichever silo the gateway is connected to answer; ask often enough to meet all.
        for (int n = 0; n < 30; n++)
        {
            using JsonDocument similar = await GetAsync("/v1/items/new-1/similar");
            Assert.NotEmpty(similar.RootElement.GetProperty("items").EnumerateArray());
        }
    }

    [Fact]
    public async Task User_Erased_IsGoneFromTheSharedLog()
    {
        object posted = new { eventId = "gone-1", userId = "gone", itemId = "item-1", action = "order", occurredAt = "2026-02-01T10:00:00Z" };
        using HttpResponseMessage accepted = await cluster.Client.PostAsJsonAsync("/v1/events", posted, Token);
        accepted.EnsureSuccessStatusCode();
        using HttpResponseMessage erased = await cluster.Client.DeleteAsync("/v1/users/gone", Token);
        Assert.Equal(204, (int)erased.StatusCode);
        using JsonDocument export = await GetAsync("/v1/users/gone/export");
        Assert.Empty(export.RootElement.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task KilledSilo_UnderLoad_EveryAcceptedEventIsAppliedOnce()
    {
        var shoppers = new Shoppers(cluster.Client, "kill");
        await shoppers.ShopDuringAsync(KillAndReturnAsync(cluster.Silos[1]));
        int effects = await shoppers.EffectsAsync();
        Assert.True(shoppers.Accepted > 50, $"Only {shoppers.Accepted} events were accepted: the test tests nothing.");
        Assert.Equal(shoppers.Accepted, effects);

        // On a machine that is busy a silo is missed later, and each client may lose the request that it had there.
        Assert.True(shoppers.Failures.Count <= Math.Max(Shoppers.Clients, shoppers.Requests / 100), Failed(shoppers));
    }

    [Fact]
    public async Task RollingRestart_UnderLoad_NoRequestFails()
    {
        var shoppers = new Shoppers(cluster.Client, "roll");
        await shoppers.ShopDuringAsync(RestartAllAsync());
        int effects = await shoppers.EffectsAsync();
        Assert.True(shoppers.Failures.Count == 0, Failed(shoppers));
        Assert.True(shoppers.Accepted > 50, $"Only {shoppers.Accepted} events were accepted: the test tests nothing.");
        Assert.Equal(shoppers.Accepted, effects);
    }

    [Fact]
    public async Task Backup_OfABusyCluster_WipedAndRestored_HasEveryEventFromBeforeItsCut()
    {
        Shoppers before = new(cluster.Client, "saved");
        await before.ShopDuringAsync(AcceptedAsync(before, 60));
        using ClusterBackup backup = new(cluster);
        Shoppers meanwhile = new(cluster.Client, "meanwhile");
        await meanwhile.ShopDuringAsync(Task.WhenAll(backup.BackUpAsync(), AcceptedAsync(meanwhile, 20)));
        await Task.WhenAll(cluster.Silos.Append(cluster.Gateway).Select(static process => process.KillAsync()));
        await backup.WipeAsync();
        await backup.RestoreAsync();
        await cluster.StartAllAsync();

        Assert.Equal(before.Accepted, await before.EffectsAsync());

        // Of what came during the backup some is there and some is not; whoever sends it again brings it to exactly once.
        await meanwhile.SendAgainAsync();
        Assert.Equal(meanwhile.Accepted, await meanwhile.EffectsAsync());
        using JsonDocument answer = await GetAsync("/v1/users/saved-1/recommendations");
        Assert.Equal(cluster.Bundle, answer.RootElement.GetProperty("bundle").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Failed(Shoppers shoppers) =>
        $"{shoppers.Failures.Count} of {shoppers.Requests} requests failed: {string.Join("; ", shoppers.Failures.Take(3))}\n{string.Join("\n\n", cluster.Silos.Append(cluster.Gateway).Select(static process => process.Output))}";

    private async Task<JsonDocument> GetAsync(string path)
    {
        using HttpResponseMessage answer = await cluster.Client.GetAsync(path, Token);
        string body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {body}\n{cluster.Gateway.Output}");
        return JsonDocument.Parse(body);
    }

    private static async Task AcceptedAsync(Shoppers shoppers, int events)
    {
        while (shoppers.Accepted < events)
            await Task.Delay(20, Token);
    }

    private static async Task KillAndReturnAsync(TandemProcess silo)
    {
        await Task.Delay(500);
        await silo.KillAsync();
        await Task.Delay(4_000);
        silo.Start();
        await silo.AnswersAsync(Manifest.Serve.Startup);
    }

    private async Task RestartAllAsync()
    {
        foreach (TandemProcess silo in cluster.Silos)
        {
            (int status, TimeSpan took) = await Manifest.Serve.StopAsync(silo);
            Assert.True(status == 0, $"{silo.Name} ended with {status} after {took.TotalSeconds:F1} s:\n{silo.Output}");
            silo.Start();
            await silo.AnswersAsync(Manifest.Serve.Startup);
        }
    }
}
