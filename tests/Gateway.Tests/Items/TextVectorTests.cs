using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Items;

/// <summary>A node whose bundle was fitted on given text vectors.</summary>
public sealed class TextVectorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _node = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow(), textVectors: true);
        _node = await GatewayFixture.StartAsync(_folder.Path);
        _client = GatewayFixture.ClientOf(_node);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Put_TextVector_DecidesWhatIsSimilar()
    {
        await AwaitSimilarAsync(SampleBundle.ItemId(0), static _ => true); // The bundle is active.
        foreach (int like in (int[])[7, 31])
        {
            await PutAsync("new", SampleBundle.TextVector(like));
            await AwaitSimilarAsync("new", first => first == SampleBundle.ItemId(like));
        }

        JsonNode item = (await _client.GetFromJsonAsync<JsonNode>("/v1/items/new", TestContext.Current.CancellationToken))!;
        Assert.Equal(SampleBundle.TextVector(31), item["textVector"]!.AsArray().Select(value => (float)value!));
    }

    [Fact]
    public async Task Put_TextVectorOfAnotherLength_IsRefused()
    {
        await AwaitSimilarAsync(SampleBundle.ItemId(0), static _ => true);

        using HttpResponseMessage answer = await _client.PutAsJsonAsync("/v1/items/odd", new { textVector = new float[5] }, TestContext.Current.CancellationToken);

        Assert.Equal(422, (int)answer.StatusCode);
        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal("item_refused", (string?)problem["code"]);
    }

    private async Task PutAsync(string id, float[] vector)
    {
        using HttpResponseMessage answer = await _client.PutAsJsonAsync($"/v1/items/{id}", new { textVector = vector }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks until the item that is most similar passes; what was written is searchable within a second.</summary>
    private async Task AwaitSimilarAsync(string id, Func<string?, bool> passes)
    {
        const int Tries = 400;
        string? first = null;
        for (int i = 0; i < Tries; i++, await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            using HttpResponseMessage answer = await _client.GetAsync($"/v1/items/{id}/similar?count=3", TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                JsonNode body = (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
                first = (string?)body["items"]?[0]?["itemId"];
                if (first is not null && passes(first))
                    return;
            }
        }

        Assert.Fail($"Most similar to '{id}' stayed '{first}'.");
    }
}
