using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks;

/// <summary>
/// One client, one connection, one request at a time against a running node. Reaction: the clock starts when the <c>202</c> of an
/// event has been read, and stops when a recommendation of that user names the event as the latest it is based on.
/// </summary>
internal sealed partial class ServingBenchmark(Uri node, string datasetFolder, int seed, TimeProvider time)
{
    private const string Stage = "serving";
    private const int MaxUsers = 500;

    /// <summary>For reports.</summary>
    public static string Machine => $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, client included";

    public async Task<BenchmarkReport> RunAsync(int tries, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        (string[] users, string[] items, DateTimeOffset end) = Draw();
        var random = new Random(seed);
        string run = Guid.NewGuid().ToString("N");
        double[] accepted = new double[tries];
        double[] reaction = new double[tries];
        double[] query = new double[tries];
        double[] plain = new double[tries];
        int immediate = 0;

        for (int i = 0; i < tries; i++)
        {
            string user = users[random.Next(users.Length)];
            string path = $"/v1/users/{Uri.EscapeDataString(user)}/recommendations?count=20";
            plain[i] = await TimeAsync(() => ReadAsync(client, "/health/live", cancellation));
            query[i] = await TimeAsync(() => ReadAsync(client, path, cancellation));

            string eventId = string.Create(CultureInfo.InvariantCulture, $"benchmark-{run}-{i}");
            var posted = new
            {
                eventId,
                userId = user,
                itemId = items[random.Next(items.Length)],
                action = "page_view",
                occurredAt = end.AddSeconds(i + 1),
            };
            accepted[i] = await TimeAsync(() => PostAsync(client, posted, cancellation));

            long started = time.GetTimestamp();
            int asked = 0;
            do
            {
                asked++;
                if (time.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                {
                    throw new TandemException($"The event {eventId} was answered 202 but did not reach the recommendations of user {user} within 30 s. See the node's log.");
                }
            }
            while (await LatestEventAsync(client, path, cancellation) != eventId);

            reaction[i] = time.GetElapsedTime(started).TotalMilliseconds;
            immediate += asked == 1 ? 1 : 0;
            progress.Report(new ProgressReport(Stage, i + 1, tries));
        }

        return new BenchmarkReport(
            Machine,
            [
                .. Percentiles("202 of an event to a recommendation with it", reaction),
                new BenchmarkResult("share of events in the very next request", (double)immediate / tries, "of 1"),
                .. Percentiles("post one event until 202 (durable)", accepted),
                .. Percentiles("recommendations, 20 items", query, "GET /health/live", plain),
            ]);
    }

    private (string[] Users, string[] Items, DateTimeOffset End) Draw()
    {
        DatasetReader dataset = DatasetReader.Open(datasetFolder);
        string? anonymous = dataset.Manifest.AnonymousUserPrefix;
        var users = new HashSet<string>();
        foreach (ShopEvent row in dataset.ReadEvents())
        {
            if (anonymous is null || !row.UserId.StartsWith(anonymous, StringComparison.Ordinal))
            {
                users.Add(row.UserId);
            }

            if (users.Count == MaxUsers)
            {
                break;
            }
        }

        return ([.. users], [.. dataset.ReadItems().Select(item => item.ItemId)], dataset.Manifest.LastEventAt ?? time.GetUtcNow());
    }

    private static async Task ReadAsync(HttpClient client, string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(path, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
        Expect(response, HttpStatusCode.OK, path);
    }

    private static async Task PostAsync(HttpClient client, object posted, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/events", posted, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
        Expect(response, HttpStatusCode.Accepted, "/v1/events");
    }

    private static async Task<string?> LatestEventAsync(HttpClient client, string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(path, cancellation);
        Expect(response, HttpStatusCode.OK, path);
        using JsonDocument answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        return answer.RootElement.TryGetProperty("basedOn", out JsonElement basedOn) && basedOn.TryGetProperty("lastEventId", out JsonElement last)
            ? last.GetString()
            : null;
    }

    private static void Expect(HttpResponseMessage response, HttpStatusCode status, string path)
    {
        if (response.StatusCode != status)
        {
            throw new TandemException($"{path} answered {(int)response.StatusCode}, expected {(int)status}. Is this a Tandem node that serves the dataset?");
        }
    }

    private async Task<double> TimeAsync(Func<Task> work)
    {
        long started = time.GetTimestamp();
        await work();
        return time.GetElapsedTime(started).TotalMilliseconds;
    }

    private static IEnumerable<BenchmarkResult> Percentiles(string name, double[] values, string? peer = null, double[]? peerValues = null)
    {
        foreach (int percentile in (int[])[50, 99])
        {
            double value = Percentile(values, percentile);
            double? peerValue = peerValues is null ? null : Percentile(peerValues, percentile);
            yield return new BenchmarkResult(
                string.Create(CultureInfo.InvariantCulture, $"{name}, p{percentile}"), value, "ms", peer, peerValue, peerValue / value);
        }
    }

    private static double Percentile(double[] values, int percentile)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percentile / 100)];
    }
}
