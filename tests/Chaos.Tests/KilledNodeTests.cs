using System.Collections.Concurrent;
using System.Text.Json;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests;

public sealed class KilledNodeTests
{
    private const int Kills = 20;
    private const int Drivers = 4;
    private const int Users = 100;

    // Below what a history keeps for each user, so that every applied event can be seen; the same share for every life of the node.
    private const int EventsPerLife = Users * 100 / (Kills + 1);

    private static readonly DrivenShop Shop = new("i", 7, ["page_view"], new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Events_NodeKilledAtRandomMoments_EveryAcceptedOneIsAppliedExactlyOnce()
    {
        string folder = Directory.CreateTempSubdirectory("tandem-chaos-").FullName;
        var random = new Random(20260101);
        var sent = new ConcurrentDictionary<string, bool>();
        EventDriver[] drivers = [.. Enumerable.Range(0, Drivers).Select(number => new EventDriver(number, Users, Shop, sent))];
        try
        {
            await using TandemProcess node = TandemProcess.OfNode(folder);
            for (int kill = 0; kill < Kills; kill++)
            {
                node.Start();
                await node.AnswersAsync("/health/live");
                Task[] posting = [.. drivers.Select(driver => driver.PostUntilItFailsAsync(node.Address, EventsPerLife / Drivers))];
                await Task.Delay(random.Next(20, 400), TestContext.Current.CancellationToken);
                await node.KillAsync();
                await Task.WhenAll(posting);
            }

            node.Start();
            await node.AnswersAsync("/health/live");
            HashSet<string> accepted = [.. sent.Where(each => each.Value).Select(each => each.Key)];
            (HashSet<string> applied, int effects) = await AppliedAsync(node.Address, accepted);

            Assert.True(accepted.Count > 10 * Kills, $"Only {accepted.Count} events were accepted: the test tests nothing.");
            Assert.Contains(drivers, driver => driver.Repeated > 0);
            Assert.Equal([], accepted.Except(applied));
            Assert.Equal([], applied.Except(sent.Keys));

            // The sequence would hide a second application, the counters of views do not.
            Assert.Equal(applied.Count, effects);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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
                using JsonDocument profile = await ProfileAsync(client, "u" + user);
                ids.UnionWith(profile.RootElement.GetProperty("events").EnumerateArray().Select(kept => kept.GetProperty("eventId").GetString()!));
                effects += profile.RootElement.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("views").GetInt32());
            }

            if (accepted.IsSubsetOf(ids))
                break;

            await Task.Delay(500);
        }

        return (ids, effects);
    }

    private static async Task<JsonDocument> ProfileAsync(HttpClient client, string user)
    {
        using HttpResponseMessage answer = await client.GetAsync($"/v1/users/{user}");
        answer.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
    }
}
