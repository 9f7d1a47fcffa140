using System.Globalization;
using Tandem.Chaos.Tests.Processes;
using Tandem.Storage.Tests;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// Three silos, a trainer and two gateways, each a process as the manifests start it and, where the machine allows, in a network namespace
/// of its own, over real servers: Redis for logs and states, Redis for the membership, Azurite.
/// </summary>
/// <param name="diskSize">Of the disk of <see cref="Redis"/>, as <c>truncate</c> reads it.</param>
internal sealed class FaultCluster(string diskSize = "256M") : IAsyncDisposable
{
    /// <summary>What starts a server again that ended by itself.</summary>
    private static readonly TimeSpan SupervisorInterval = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _supervising = Task.CompletedTask;

    public ClusterNetwork Network { get; } = new();

    public SmallDisk Disk { get; } = new(diskSize);

    /// <summary>Logs and states.</summary>
    public RedisServer Redis { get; private set; } = null!;

    /// <summary>Who is alive.</summary>
    public RedisServer Membership { get; private set; } = null!;

    public AzuriteServer Blobs { get; private set; } = null!;

    public TandemProcess[] Silos { get; private set; } = [];

    public TandemProcess Trainer { get; private set; } = null!;

    public TandemProcess[] Gateways { get; private set; } = [];

    public Balancer Balancer { get; private set; } = null!;

    public TwoBundles Bundles { get; } = new();

    public IEnumerable<TandemProcess> Processes => [.. Silos, Trainer, .. Gateways];

    /// <summary>The clock of the first silo.</summary>
    public ShiftedClock Clock { get; private set; } = null!;

    /// <summary>True while nobody is to start Redis again.</summary>
    public bool KeepRedisDown { get; set; }

    /// <summary>Starts the servers and the processes, and publishes two bundles.</summary>
    /// <param name="first">The processes to start, a gateway among them; the others are left to the caller. Default: all.</param>
    public async Task StartAsync(Func<FaultCluster, IEnumerable<TandemProcess>>? first = null)
    {
        Redis = await RedisServer.StartNewAtAsync(Network.Host, "--dir", Disk.Folder);
        Membership = await RedisServer.StartNewAtAsync(Network.Host);
        Blobs = await AzuriteServer.StartNewAsync(Network.Host);
        Clock = new ShiftedClock(_folder.File("clock"));
        Silos = [New(Manifest.Serve, 0, Clock.Environment), New(Manifest.Serve, 1, []), New(Manifest.Serve, 2, [])];
        Trainer = New(Manifest.Train, 0, []);
        Gateways = [New(Manifest.Gateway, 0, []), New(Manifest.Gateway, 1, [])];
        TandemProcess[] started = [.. first?.Invoke(this) ?? Processes];
        foreach (TandemProcess process in started)
            process.Start();
        await Task.WhenAll(started.Select(static process => process.AnswersAsync(Manifest.Serve.Startup)));
        Balancer = new Balancer(Gateways);
        _supervising = SuperviseAsync();
        using var client = new HttpClient { BaseAddress = Gateways[0].Address };
        await Bundles.PublishAsync(client);
    }

    /// <summary>Waits until every process is started.</summary>
    public Task StartedAsync() => Task.WhenAll(Processes.Select(static process => process.AnswersAsync(Manifest.Serve.Startup)));

    /// <summary>A client of the first gateway.</summary>
    public HttpClient NewClient() => new() { BaseAddress = Gateways[0].Address, Timeout = TimeSpan.FromSeconds(20) };

    public string Output => string.Join("\n\n", Processes.Select(static process => process.Output));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervising;
        if (Balancer is not null)
            await Balancer.DisposeAsync();
        foreach (TandemProcess process in Processes.OfType<TandemProcess>())
            await process.DisposeAsync();
        Blobs?.Dispose();
        Membership?.Dispose();
        Redis?.Dispose();
        Network.Dispose();
        Disk.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }

    private TandemProcess New(Manifest manifest, int number, Dictionary<string, string> more)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{manifest.Name}-{number}");
        return Network.New().New(manifest, name, _folder.File(name), new Dictionary<string, string>(more)
        {
            ["Tandem__Redis"] = Redis.ConnectionString,
            ["Tandem__Membership"] = Membership.ConnectionString,
            ["Tandem__Blobs"] = Blobs.ConnectionString,
            ["Tandem__Access__Open"] = "true",
        });
    }

    private async Task SuperviseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (!Redis.IsRunning && !KeepRedisDown)
                await Redis.TryStartAsync();
            await Task.Delay(SupervisorInterval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
