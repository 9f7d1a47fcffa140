using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tandem.Chaos.Tests.Faults;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Handover;

/// <summary>Many users who each did one thing, so that a silo has an activation of each, with a state that is stored.</summary>
/// <param name="name">Users are <c>NAME-0</c> to the last before <c>NAME-COUNT</c>, as those of <see cref="Traffic"/>.</param>
/// <param name="count">How many.</param>
internal sealed class Visitors(string name, int count)
{
    /// <summary>A request of a few hundred KB.</summary>
    private const int Batch = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>As long without another activation, and none is expected any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly DateTimeOffset Start = new(2025, 12, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Posts an event of each user, and waits until a silo has activated them all, as long as more come.</summary>
    public async Task ComeAsync(HttpClient gateway, TandemProcess silo)
    {
        for (int first = 0; first < count; first += Batch)
            await PostAsync(gateway, first, Math.Min(count, first + Batch));

        int most = -1;
        long grew = Stopwatch.GetTimestamp();
        for (int held = await HeldAsync(silo); held < count; held = await HeldAsync(silo))
        {
            if (held > most)
                (most, grew) = (held, Stopwatch.GetTimestamp());
            Assert.True(Stopwatch.GetElapsedTime(grew) < Patience, $"{most} of {count} users are activated, and no more come:\n{silo.Output}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>How many users a silo has activated.</summary>
    public static async Task<int> HeldAsync(TandemProcess silo)
    {
        using HttpClient client = new();
        string metrics = await client.GetStringAsync(new Uri(silo.Address, "/metrics"));
        Match users = Regex.Match(metrics, @"(?m)^orleans_catalog_activations\{[^}]*grain_type=""user""[^}]*\} (\d+)");
        return users.Success ? int.Parse(users.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    private async Task PostAsync(HttpClient gateway, int first, int end)
    {
        string lines = string.Join('\n', Enumerable.Range(first, end - first).Select(user => JsonSerializer.Serialize(new
        {
            eventId = $"{name}-v{user}",
            userId = $"{name}-{user}",
            itemId = TwoBundles.ItemId(user),
            action = "page_view",
            occurredAt = Start.AddSeconds(user),
        })));
        while (true)
        {
            using StringContent body = new(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
            using HttpResponseMessage answer = await gateway.PostAsync("/v1/events", body);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return;

            Assert.True(answer.StatusCode == HttpStatusCode.TooManyRequests, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(Pause);
        }
    }
}
