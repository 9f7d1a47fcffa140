using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tandem.Cluster.Tests;

/// <summary>
/// Users of one shop who post events and ask for recommendations without pause. An event that was not answered is sent again, as a careful
/// client does. Views only, so that an effect which happened twice shows in the counters.
/// </summary>
internal sealed class Shoppers(HttpClient client, string name)
{
    /// <summary>Clients that shop at the same time, each one request after the other.</summary>
    public const int Clients = 3;

    // Each user gets fewer events than a history keeps (128), also while three silos are restarted with their time out of the service.
    private const int Users = 150;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private readonly ConcurrentBag<string> _failures = [];
    private int _next;
    private int _requests;

    /// <summary>Events that were answered 202.</summary>
    public int Accepted => _accepted.Count;

    public int Requests => _requests;

    /// <summary>Requests that were answered with an error or not at all.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Shops until the task ends.</summary>
    public Task ShopDuringAsync(Task meanwhile) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ShopAsync(meanwhile)).Append(meanwhile));

    /// <summary>Waits until all accepted events are applied; gives how often an event had an effect.</summary>
    public async Task<int> EffectsAsync()
    {
        int effects = 0;
        for (int i = 0; i < 100; i++)
        {
            HashSet<string> applied = [];
            effects = 0;
            for (int user = 0; user < Users; user++)
            {
                using JsonDocument profile = JsonDocument.Parse(await client.GetStringAsync($"/v1/users/{name}-{user}"));
                applied.UnionWith(profile.RootElement.GetProperty("events").EnumerateArray().Select(kept => kept.GetProperty("eventId").GetString()!));
                effects += profile.RootElement.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("views").GetInt32());
            }

            if (_accepted.Keys.All(applied.Contains))
                return effects;

            await Task.Delay(100);
        }

        return effects;
    }

    /// <summary>Sends every event again, whatever was answered to it.</summary>
    public async Task SendAgainAsync()
    {
        for (int number = 1; number <= _next; number++)
        {
            object posted = NewEvent(number);
            await SendAsync(() => client.PostAsJsonAsync("/v1/events", posted), HttpStatusCode.Accepted, "POST");
        }
    }

    private async Task ShopAsync(Task meanwhile)
    {
        while (!meanwhile.IsCompleted)
        {
            int number = Interlocked.Increment(ref _next);
            string user = $"{name}-{number % Users}";
            object posted = NewEvent(number);
            while (!await SendAsync(() => client.PostAsJsonAsync("/v1/events", posted), HttpStatusCode.Accepted, "POST"))
                await Task.Delay(50);
            _accepted[$"{name}-e{number}"] = 0;
            await SendAsync(() => client.GetAsync($"/v1/users/{user}/recommendations?count=5"), HttpStatusCode.OK, "GET");
        }
    }

    private object NewEvent(int number) => new
    {
        eventId = $"{name}-e{number}",
        userId = $"{name}-{number % Users}",
        itemId = $"item-{number % 7}",
        action = "page_view",
        occurredAt = Start.AddSeconds(number),
    };

    private async Task<bool> SendAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode expected, string what)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            using HttpResponseMessage answer = await send();
            string body = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == expected)
                return true;

            _failures.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what} {(int)answer.StatusCode} {body}");
        }
        catch (HttpRequestException error)
        {
            _failures.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what} {error.Message}");
        }

        return false;
    }
}
