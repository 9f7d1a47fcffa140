using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tandem.Cluster.Tests;

/// <summary>The trainer's own program: the same silo with TorchSharp in it.</summary>
public sealed class TorchTrainerTests(TorchClusterFixture cluster) : IClassFixture<TorchClusterFixture>
{
    private const int Users = 60;
    private const int MostScrapes = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Trainer_WithTorch_LearnsFromOrdersAndPublishes()
    {
        Assert.DoesNotContain("tandem_training_info", await cluster.Client.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
        for (int user = 0; user < Users; user++)
            await ShopAsync(user);

        string published = await PublishedAsync();
        Assert.NotEqual(cluster.Bundle, published);
        using HttpClient trainer = new() { BaseAddress = cluster.Silos[1].Address };
        await ScrapedAsync(trainer, @"(?m)^tandem_training_info\{.*engine=""torch-cpu"".*\} 1");
        await ScrapedAsync(trainer, @"(?m)^tandem_training_gate_ndcg\{.*of=""candidate""");

        using JsonDocument answer = await GetAsync("/v1/users/shopper-1/recommendations?count=5");
        Assert.Equal(published, answer.RootElement.GetProperty("bundle").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a user looks at, and two orders after it.</summary>
    private async Task ShopAsync(int user)
    {
        object[] events = [.. Enumerable.Range(0, 8).Select(n => (object)new
        {
            eventId = $"torch-{user}-{n}",
            userId = $"shopper-{user}",
            itemId = $"item-{(user + (n * 3)) % 40}",
            action = n % 4 == 3 ? "order" : "page_view",
            occurredAt = $"2026-02-0{1 + (n / 4)}T10:{n:D2}:{user % 60:D2}Z",
        })];
        using HttpResponseMessage accepted = await cluster.Client.PostAsJsonAsync("/v1/events", events, Token);
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync(Token));
    }

    /// <summary>The gate's metric follows the publication, and a scrape may be answered from an earlier one.</summary>
    private static async Task ScrapedAsync(HttpClient trainer, string pattern)
    {
        string metrics = "";
        for (int scrape = 0; scrape < MostScrapes && !Regex.IsMatch(metrics, pattern); scrape++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500) * Math.Sign(scrape), Token);
            metrics = await trainer.GetStringAsync("/metrics", Token);
        }

        Assert.Matches(pattern, metrics);
    }

    private async Task<string> PublishedAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            using JsonDocument bundles = await GetAsync("/v1/bundles");
            string active = bundles.RootElement.GetProperty("active").GetString()!;
            if (active != cluster.Bundle)
                return active;

            if (limit.IsCancellationRequested)
            {
                using JsonDocument training = await GetAsync("/v1/training");
                Assert.Fail($"Nothing was published within {Limit}: {training.RootElement}\n{cluster.Silos[1].Output}");
            }

            await Task.Delay(200, Token);
        }
    }

    private async Task<JsonDocument> GetAsync(string path)
    {
        using HttpResponseMessage answer = await cluster.Client.GetAsync(path, Token);
        string body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {body}");
        return JsonDocument.Parse(body);
    }
}
