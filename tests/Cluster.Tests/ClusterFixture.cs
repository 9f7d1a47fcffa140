using System.Formats.Tar;
using System.Globalization;
using System.Net.Http.Headers;
using Tandem.Chaos.Tests.Processes;
using Tandem.Grains.Tests;
using Tandem.Storage.Tests;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Cluster.Tests;

/// <summary>Three silos, one of which may train, and a gateway, each a process as the manifests start it, over a real Redis and a real Azurite.</summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Each silo's manifest, and its roles where they are not the manifest's.</summary>
    private protected virtual (Manifest Manifest, string? Roles)[] SiloKinds =>
        [(Manifest.Serve, null), (Manifest.Serve, null), (Manifest.Serve, "serve,train")];

    /// <summary>Settings of all processes beside where the servers are.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public RedisServer Redis { get; private set; } = null!;

    public AzuriteServer Blobs { get; private set; } = null!;

    internal TandemProcess[] Silos { get; private set; } = [];

    internal TandemProcess Gateway { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Bundle { get; private set; } = "";

    /// <summary>The bundle as it was uploaded.</summary>
    public string BundleFolder => _folder.File($"artifacts/bundles/{Bundle}");

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Blobs = await AzuriteServer.StartNewAsync();
        Silos = [.. SiloKinds.Select((silo, number) => New(silo.Manifest, number, silo.Roles))];
        Gateway = New(Manifest.Gateway, Silos.Length, null);
        await StartAllAsync();
        Client = new HttpClient { BaseAddress = Gateway.Address };
        Bundle = await PublishAsync();
    }

    internal async Task StartAllAsync()
    {
        foreach (TandemProcess process in Silos.Append(Gateway))
            process.Start();
        foreach (TandemProcess process in Silos.Append(Gateway))
            await process.AnswersAsync(Manifest.Serve.Startup);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        foreach (TandemProcess process in Silos.Append(Gateway).OfType<TandemProcess>())
            await process.DisposeAsync();
        Blobs?.Dispose();
        Redis?.Dispose();
        _folder.Dispose();
    }

    private TandemProcess New(Manifest manifest, int number, string? roles)
    {
        Dictionary<string, string> given = new(Settings)
        {
            ["Tandem__Redis"] = Redis.ConnectionString,
            ["Tandem__Membership"] = Redis.ConnectionString,
            ["Tandem__Blobs"] = Blobs.ConnectionString,
            ["Tandem__Towers__PollInterval"] = "00:00:01",
        };
        if (roles is not null)
            given["Tandem__Roles"] = roles;
        string name = string.Create(CultureInfo.InvariantCulture, $"{manifest.Name}-{number}");
        return Place.OnLoopback().New(manifest, name, _folder.File(name), given);
    }

    /// <summary>Uploads a bundle through the gateway and activates it: every silo has it before the answer.</summary>
    private async Task<string> PublishAsync()
    {
        string version = await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow());
        using MemoryStream tar = new();
        await using (TarWriter writer = new(tar, leaveOpen: true))
        {
            foreach (string file in Directory.EnumerateFiles(_folder.File($"artifacts/bundles/{version}")).Where(file => Path.GetFileName(file)[0] != '.'))
                await writer.WriteEntryAsync(file, Path.GetFileName(file));
        }

        using ByteArrayContent content = new(tar.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage stored = await Client.PutAsync($"/v1/bundles/{version}", content);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync() + Gateway.Output);

        // The silos may have found and activated it by themselves already; then this changes nothing.
        using HttpResponseMessage activated = await Client.PostAsync($"/v1/bundles/{version}/activate", null);
        Assert.True(activated.IsSuccessStatusCode, await activated.Content.ReadAsStringAsync() + Gateway.Output);
        return version;
    }
}
