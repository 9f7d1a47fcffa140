using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// Users of one shop who post events and ask for recommendations without pause. An event that was not answered is sent again, as a careful
/// client does, and every attempt counts. Views only, so that an effect which happened twice shows in the counters.
/// </summary>
internal sealed class Traffic(Balancer balancer, TwoBundles bundles, string name)
{
    private const int Clients = 6;

    // Each user gets fewer events than a history keeps, so that all of them can be seen afterwards.
    private const int Users = 400;
    private const int EventsOfUser = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ApplyTimeout = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private readonly ConcurrentQueue<TrafficRequest> _requests = [];
    private readonly ConcurrentQueue<string> _mixed = [];
    private int _next;

    /// <summary>Events that were answered 202.</summary>
    public int Accepted => _accepted.Count;

    public IReadOnlyCollection<TrafficRequest> Requests => _requests;

    /// <summary>Answers with items of another bundle than the one that they name.</summary>
    public IReadOnlyCollection<string> Mixed => _mixed;

    /// <summary>Shops until told to stop; then every event that was sent is still sent until it is answered.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ShopAsync(stop)));

    /// <summary>Waits until every accepted event is applied, for a minute at most.</summary>
    /// <returns>Accepted events without an effect, and effects beyond the first of each event.</returns>
    public async Task<(int Lost, int Doubled)> EffectsAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            HashSet<string> applied = [];
            int effects = 0;
            for (int user = 0; user < Math.Min(Users, _next + 1); user++)
            {
                using JsonDocument profile = await ProfileAsync($"{name}-{user}");
                applied.UnionWith(profile.RootElement.GetProperty("events").EnumerateArray().Select(static kept => kept.GetProperty("eventId").GetString()!));
                effects += profile.RootElement.GetProperty("items").EnumerateArray().Sum(static item => item.GetProperty("views").GetInt32());
            }

            int lost = _accepted.Keys.Count(id => !applied.Contains(id));
            if (lost == 0 || Stopwatch.GetElapsedTime(started) > ApplyTimeout)
                return (lost, effects - applied.Count);

            await Task.Delay(250);
        }
    }

    private async Task ShopAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int number = Interlocked.Increment(ref _next);
            if (number >= Users * EventsOfUser)
                return;

            string user = $"{name}-{number % Users}";
            string id = $"{name}-e{number}";
            object posted = new { eventId = id, userId = user, itemId = TwoBundles.ItemId(number), action = "page_view", occurredAt = Start.AddSeconds(number) };
            while (await SendAsync("POST", client => client.PostAsJsonAsync("/v1/events", posted, CancellationToken.None), HttpStatusCode.Accepted) is null)
                await Task.Delay(PauseAfterFailure, CancellationToken.None);

            _accepted[id] = 0;
            string? answer = await SendAsync("GET", client => client.GetAsync($"/v1/users/{user}/recommendations?count=10", CancellationToken.None), HttpStatusCode.OK);
            if (answer is not null)
                Check(answer);
            await Task.Delay(answer is null ? PauseAfterFailure : Pause, CancellationToken.None);
        }
    }

    private void Check(string answer)
    {
        using JsonDocument parsed = JsonDocument.Parse(answer);
        string bundle = parsed.RootElement.GetProperty("bundle").GetString()!;
        if (parsed.RootElement.GetProperty("items").EnumerateArray().Any(item => !bundles.Has(bundle, item.GetProperty("itemId").GetString()!)))
            _mixed.Enqueue(answer);
    }

    /// <summary>The body, or null if it was not the expected answer.</summary>
    private async Task<string?> SendAsync(string what, Func<HttpClient, Task<HttpResponseMessage>> send, HttpStatusCode expected)
    {
        long started = Stopwatch.GetTimestamp();
        string? failure;
        string? body = null;
        try
        {
            using HttpResponseMessage answer = await balancer.SendAsync(send);
            body = await answer.Content.ReadAsStringAsync();
            failure = answer.StatusCode == expected ? null : $"{(int)answer.StatusCode} {body}";
        }
        catch (HttpRequestException error)
        {
            failure = error.Message;
        }

        _requests.Enqueue(new TrafficRequest(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started), failure is null ? null : $"{what} {failure}"));
        return failure is null ? body : null;
    }

    private async Task<JsonDocument> ProfileAsync(string user)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await balancer.SendAsync(client => client.GetAsync($"/v1/users/{user}"));
                answer.EnsureSuccessStatusCode();
                return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            }
            catch (HttpRequestException)
            {
                await Task.Delay(PauseAfterFailure);
            }
        }
    }
}

/// <summary>One attempt.</summary>
/// <param name="EndedAt">A timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
internal readonly record struct TrafficRequest(long EndedAt, TimeSpan Took, string? Failure);
