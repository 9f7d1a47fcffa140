using System.Net;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks;

/// <summary>What activating bundles under load does to the queries beside it.</summary>
internal sealed partial class ServingBenchmark
{
    /// <summary>Quiet and swapping stretches take turns, so that both see the same machine.</summary>
    private const int SwapRounds = 5;

    /// <summary>Swaps between the active bundle and another of the node, one right after the other, while one client asks without a pause.</summary>
    /// <exception cref="TandemException">A request fails, an answer is of neither bundle, or the node has only one.</exception>
    public async Task<IReadOnlyList<BenchmarkResult>> SwapAsync(int swaps, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
        using var other = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
        string[] versions = await TwoBundlesAsync(client, cancellation);
        (string[] users, _, _) = Draw();
        var random = new Random(seed);
        var quiet = new List<double>();
        var swapping = new List<double>();
        var swap = new List<double>();
        for (int round = 0; round < SwapRounds; round++)
        {
            int until = swaps * (round + 1) / SwapRounds;
            int before = swapping.Count;
            Task activating = Task.Run(
                async () =>
                {
                    while (swap.Count < until)
                    {
                        swap.Add(await TimeAsync(() => ActivateAsync(other, versions[(swap.Count + 1) % 2], cancellation)));
                        progress.Report(new ProgressReport("swapping", swap.Count, swaps));
                    }
                },
                cancellation);
            while (!activating.IsCompleted)
            {
                swapping.Add(await TimeAsync(() => AskAsync(client, users[random.Next(users.Length)], versions, cancellation)));
            }

            await activating;
            for (int query = before; query < swapping.Count; query++)
            {
                quiet.Add(await TimeAsync(() => AskAsync(client, users[random.Next(users.Length)], versions, cancellation)));
            }
        }

        return
        [
            new BenchmarkResult("queries answered while bundles were swapped", swapping.Count, "queries"),
            .. Percentiles("recommendations while bundles are swapped", [.. swapping], "the same without swaps", [.. quiet]),
            .. Percentiles("activate a bundle: verify, load, swap", [.. swap]),
        ];
    }

    private static async Task<string[]> TwoBundlesAsync(HttpClient client, CancellationToken cancellation)
    {
        using JsonDocument bundles = JsonDocument.Parse(await client.GetStringAsync(new Uri("/v1/bundles", UriKind.Relative), cancellation));
        string? active = bundles.RootElement.TryGetProperty("active", out JsonElement value) ? value.GetString() : null;
        string? another = bundles.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.GetString()).FirstOrDefault(version => version != active);
        return active is not null && another is not null
            ? [active, another]
            : throw new TandemException("The node has one bundle; publish a second one to swap with (tandem publish).");
    }

    private static async Task ActivateAsync(HttpClient client, string version, CancellationToken cancellation)
    {
        string path = $"/v1/bundles/{version}/activate";
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), null, cancellation);
        Expect(response, HttpStatusCode.OK, path);
    }

    private static async Task AskAsync(HttpClient client, string user, string[] versions, CancellationToken cancellation)
    {
        string path = $"/v1/users/{Uri.EscapeDataString(user)}/recommendations?count=20";
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
        Expect(response, HttpStatusCode.OK, path);
        using JsonDocument answer = JsonDocument.Parse(body);
        string? bundle = answer.RootElement.GetProperty("bundle").GetString();
        if (!versions.Contains(bundle))
        {
            throw new TandemException($"{path} answered from bundle {bundle}, which is neither of {versions[0]} and {versions[1]}.");
        }
    }
}
