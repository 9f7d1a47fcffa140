using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tandem.Chaos.Tests;

public sealed class KilledNodeTests
{
    private const int Kills = 5;
    private const int Users = 40;

    // Below what a history keeps for each user, so that every applied event can be seen.
    private const int MaxEvents = Users * 100;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Events_NodeKilledAtRandomMoments_EveryAcceptedOneIsAppliedExactlyOnce()
    {
        string folder = Directory.CreateTempSubdirectory("tandem-chaos-").FullName;
        var random = new Random(20260101);
        var posted = new ConcurrentDictionary<string, string>();
        var accepted = new ConcurrentBag<string>();
        int next = 0;
        try
        {
            await using var node = new NodeProcess(folder);
            for (int kill = 0; kill < Kills; kill++)
            {
                await node.StartAsync();
                using var stop = new CancellationTokenSource();
                Task[] drivers = [.. Enumerable.Range(0, 4).Select(_ => DriveAsync(node.Address, posted, accepted, () => Interlocked.Increment(ref next), stop.Token))];
                await Task.Delay(random.Next(200, 1200), TestContext.Current.CancellationToken);
                await node.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(drivers);
            }

            await node.StartAsync();
            (HashSet<string> applied, int effects) = await AppliedAsync(node.Address, accepted.ToHashSet());

            Assert.True(accepted.Count > 50, $"Only {accepted.Count} events were accepted: the test tests nothing.");
            Assert.Equal([], accepted.Except(applied));
            Assert.Equal([], applied.Except(posted.Keys));

            // The sequence would hide a second application, the counters of views do not.
            Assert.Equal(applied.Count, effects);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task DriveAsync(
        Uri address, ConcurrentDictionary<string, string> posted, ConcurrentBag<string> accepted, Func<int> next, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (!stop.IsCancellationRequested)
        {
            int number = next();
            if (number >= MaxEvents)
            {
                return;
            }

            string id = "e" + number;
            string user = "u" + (number % Users);
            posted[id] = user;
            try
            {
                using HttpResponseMessage answer = await client.PostAsJsonAsync(
                    "/v1/events",
                    new { eventId = id, userId = user, itemId = "i" + (number % 7), action = "page_view", occurredAt = Start.AddSeconds(number) },
                    CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    // The whole answer must have come: what is cut off in the middle was not answered.
                    await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
                    accepted.Add(id);
                }
            }
            catch (HttpRequestException)
            {
                return;
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>
    /// Ids in all users' sequences and the sum of their items' views, once everything accepted is there or half a minute has gone by.
    /// </summary>
    private static async Task<(HashSet<string> Ids, int Effects)> AppliedAsync(Uri address, HashSet<string> accepted)
    {
        using var client = new HttpClient { BaseAddress = address };
        var ids = new HashSet<string>();
        int effects = 0;
        for (int i = 0; i < 60; i++)
        {
            ids.Clear();
            effects = 0;
            for (int user = 0; user < Users; user++)
            {
                using JsonDocument? profile = await ProfileAsync(client, "u" + user);
                if (profile is not null)
                {
                    ids.UnionWith(profile.RootElement.GetProperty("events").EnumerateArray().Select(kept => kept.GetProperty("eventId").GetString()!));
                    effects += profile.RootElement.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("views").GetInt32());
                }
            }

            if (accepted.IsSubsetOf(ids))
            {
                break;
            }

            await Task.Delay(500);
        }

        return (ids, effects);
    }

    private static async Task<JsonDocument?> ProfileAsync(HttpClient client, string user)
    {
        using HttpResponseMessage answer = await client.GetAsync($"/v1/users/{user}");
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
    }
}
