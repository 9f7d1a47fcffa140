using System.Formats.Tar;
using System.Net.Http.Headers;
using Tandem.Grains.Tests;
using Tandem.Storage.Tests;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Cluster.Tests;

/// <summary>Three silos, one of which may train, and a gateway, each a process, over a real Redis and a real Azurite.</summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What runs silos that only train.</summary>
    protected virtual string TrainerProgram => "Gateway";

    /// <summary>What each silo does.</summary>
    protected virtual string[] SiloRoles => ["serve", "serve", "serve,train"];

    /// <summary>Settings of all processes beside where the servers are.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public RedisServer Redis { get; private set; } = null!;

    public AzuriteServer Blobs { get; private set; } = null!;

    internal ClusterProcess[] Silos { get; private set; } = [];

    internal ClusterProcess Gateway { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Bundle { get; private set; } = "";

    /// <summary>The bundle as it was uploaded.</summary>
    public string BundleFolder => _folder.File($"artifacts/bundles/{Bundle}");

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Blobs = await AzuriteServer.StartNewAsync();
        Silos = [.. SiloRoles.Select(New)];
        Gateway = New("gateway", SiloRoles.Length);
        await StartAllAsync();
        Client = new HttpClient { BaseAddress = Gateway.Address };
        Bundle = await PublishAsync();
    }

    internal async Task StartAllAsync()
    {
        foreach (ClusterProcess process in Silos.Append(Gateway))
            process.Start();
        foreach (ClusterProcess process in Silos.Append(Gateway))
            await process.StartedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        foreach (ClusterProcess process in Silos.Append(Gateway).OfType<ClusterProcess>())
            await process.DisposeAsync();
        Blobs?.Dispose();
        Redis?.Dispose();
        _folder.Dispose();
    }

    private ClusterProcess New(string roles, int number) => new(roles, new Dictionary<string, string>(Settings)
    {
        ["Tandem__Redis"] = Redis.ConnectionString,
        ["Tandem__Blobs"] = Blobs.ConnectionString,
        ["Tandem__DataFolder"] = _folder.File($"process-{number}"),
        ["Tandem__SiloName"] = $"silo-{number}",
        ["Tandem__Towers__PollInterval"] = "00:00:01",
    }, roles == "train" ? TrainerProgram : "Gateway");

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
