using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using Tandem.Grains.Tests;
using Tandem.Storage.Tests;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// Two bundles without an item in common, of which now one is active and now the other: an answer with an item of the bundle that it does
/// not name was made from both.
/// </summary>
internal sealed class TwoBundles
{
    private const int MostAttempts = 20;

    private static readonly string[] Prefixes = ["first-", "second-"];

    private readonly List<string> _versions = [];

    /// <summary>Some item of one of the two.</summary>
    public static string ItemId(int number) => $"{Prefixes[number % Prefixes.Length]}{number % 7}";

    /// <summary>False also for a version that was never to be active.</summary>
    public bool Has(string version, string itemId) =>
        _versions.IndexOf(version) is >= 0 and var place && itemId.StartsWith(Prefixes[place], StringComparison.Ordinal);

    /// <summary>Uploads both and activates the first.</summary>
    public async Task PublishAsync(HttpClient client)
    {
        foreach (string prefix in Prefixes)
        {
            using var folder = new TemporaryFolder();
            string version = await SampleBundle.PublishAsync(folder.Path, TimeProvider.System.GetUtcNow().AddMinutes(_versions.Count), prefix: prefix);
            _versions.Add(version);
            using HttpResponseMessage stored = await UploadAsync(client, folder, version);
            stored.EnsureSuccessStatusCode();
        }

        // A silo that has only just started may not have answered in time.
        bool active = false;
        for (int attempt = 0; attempt < MostAttempts && !active; attempt++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Sign(attempt)));
            active = await ActivateAsync(client, _versions[0]);
        }

        Assert.True(active);
    }

    /// <summary>Activates the other one every few seconds. A fault may be in the way; then the next attempt is as good.</summary>
    public async Task SwapAsync(Func<HttpClient> client, CancellationToken stop)
    {
        for (int turn = 1; ; turn++)
        {
            await Task.Delay(TimeSpan.FromSeconds(4), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            await ActivateAsync(client(), _versions[turn % _versions.Count]);
        }
    }

    /// <summary>Uploads a third bundle, of which one byte is wrong.</summary>
    public static async Task<HttpStatusCode> UploadDamagedAsync(HttpClient client)
    {
        using var folder = new TemporaryFolder();
        string version = await SampleBundle.PublishAsync(folder.Path, TimeProvider.System.GetUtcNow().AddHours(1), prefix: "damaged-");
        SampleBundle.Damage(folder.Path, version);
        using HttpResponseMessage answer = await UploadAsync(client, folder, version);
        return answer.StatusCode;
    }

    /// <summary>Uploads a third bundle as it should be.</summary>
    public static async Task<string> UploadThirdAsync(HttpClient client)
    {
        using var folder = new TemporaryFolder();
        string version = await SampleBundle.PublishAsync(folder.Path, TimeProvider.System.GetUtcNow().AddHours(2), prefix: "third-");
        using HttpResponseMessage answer = await UploadAsync(client, folder, version);
        answer.EnsureSuccessStatusCode();
        return version;
    }

    public static async Task<bool> ActivateAsync(HttpClient client, string version)
    {
        try
        {
            using HttpResponseMessage answer = await client.PostAsync($"/v1/bundles/{version}/activate", null);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, TemporaryFolder folder, string version)
    {
        using MemoryStream tar = new();
        await using (TarWriter writer = new(tar, leaveOpen: true))
        {
            foreach (string file in Directory.EnumerateFiles(folder.File($"artifacts/bundles/{version}")).Where(file => Path.GetFileName(file)[0] != '.'))
                await writer.WriteEntryAsync(file, Path.GetFileName(file));
        }

        using ByteArrayContent content = new(tar.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        return await client.PutAsync($"/v1/bundles/{version}", content);
    }
}
