using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>Posts events over several connections, each waiting for the answer of one request before the next.</summary>
/// <param name="prefix">Begins the ids of this load's events and users.</param>
/// <param name="users">Events go to this many users, by chance.</param>
internal sealed class EventLoad(HttpClient client, string prefix, int users, int seed)
{
    private const int Items = 5_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Lock _gate = new();
    private long _events;

    /// <summary>Events that were answered 202.</summary>
    public long Accepted { get; private set; }

    /// <summary>Posts as fast as the answers come.</summary>
    /// <param name="batch">Events of a request, all of one user.</param>
    public Task RunAsync(TimeSpan duration, int connections, int batch, TimeProvider time, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        return Parallelise(connections, async random =>
        {
            while (time.GetElapsedTime(started) < duration)
            {
                await PostAsync(OneUser(batch, random.Next(users)), batch, cancellation);
            }
        });
    }

    /// <summary>Posts at a steady rate, whatever the answers take.</summary>
    /// <param name="perSecond">Single events a second.</param>
    public async Task RunSteadyAsync(TimeSpan duration, double perSecond, int connections, TimeProvider time, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        long due = 0;
        await Parallelise(connections, async random =>
        {
            while (time.GetElapsedTime(started) < duration)
            {
                TimeSpan at = TimeSpan.FromSeconds((Interlocked.Increment(ref due) - 1) / perSecond);
                TimeSpan early = at - time.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, time, cancellation);
                }

                await PostAsync(OneUser(1, random.Next(users)), 1, cancellation);
            }
        });
    }

    /// <summary>Posts one event for each user, in requests of <paramref name="batch"/> users.</summary>
    public Task TouchAllAsync(int connections, int batch, CancellationToken cancellation)
    {
        int next = 0;
        return Parallelise(connections, async _ =>
        {
            while (Interlocked.Add(ref next, batch) - batch is var first && first < users)
            {
                int count = Math.Min(batch, users - first);
                await PostAsync(Body(Enumerable.Range(first, count)), count, cancellation);
            }
        });
    }

    /// <summary>Posts an event of a user of its own and waits until the user's profile has it.</summary>
    /// <returns>Milliseconds from sending the event to having read the profile.</returns>
    public async Task<double> ProbeAsync(int number, TimeProvider time, CancellationToken cancellation)
    {
        string user = string.Create(CultureInfo.InvariantCulture, $"{prefix}-probe-{number}");
        string eventId = user + "-event";
        long started = time.GetTimestamp();
        await PostAsync($"[{Event(eventId, user, number)}]", 1, cancellation);
        while (!(await client.GetStringAsync($"/v1/users/{user}", cancellation)).Contains(eventId, StringComparison.Ordinal))
        {
        }

        return time.GetElapsedTime(started).TotalMilliseconds;
    }

    private Task Parallelise(int connections, Func<Random, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(() => work(new Random(HashCode.Combine(seed, connection))))));

    private string OneUser(int count, int user) => Body(Enumerable.Repeat(user, count));

    private string Body(IEnumerable<int> usersOfEvents)
    {
        var body = new StringBuilder("[");
        foreach (int user in usersOfEvents)
        {
            long number = Interlocked.Increment(ref _events);
            body.Append(body.Length > 1 ? "," : "").Append(Event(
                string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:x12}"), string.Create(CultureInfo.InvariantCulture, $"{prefix}-user-{user}"), number));
        }

        return body.Append(']').ToString();
    }

    private static string Event(string eventId, string user, long number)
    {
        string at = Start.AddMilliseconds(number * 50).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eventId":"{{eventId}}","userId":"{{user}}","itemId":"item-{{number * 7919 % Items}}","action":"page_view","occurredAt":"{{at}}"}""");
    }

    private async Task PostAsync(string body, int events, CancellationToken cancellation)
    {
        while (true)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } };
            using HttpResponseMessage answer = await client.PostAsync("/v1/events", content, cancellation);
            await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                lock (_gate)
                {
                    Accepted += events;
                }

                return;
            }

            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                throw new TandemException($"/v1/events answered {(int)answer.StatusCode}, expected 202.");
            }

            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellation);
        }
    }
}
