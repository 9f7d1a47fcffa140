using System.Diagnostics;
using System.Globalization;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Cluster;

/// <summary>One process of the cluster that is measured: a silo that serves, or a gateway.</summary>
internal sealed class ClusterMember : IAsyncDisposable
{
    private const string Applied = "tandem_events_applied_total";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _name;
    private ProcessorShare? _share;

    private ClusterMember(Process process, Uri address, string folder, string name)
    {
        (_process, _folder, _name) = (process, folder, name);
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor => _process.TotalProcessorTime;

    /// <param name="gateway">Path of <c>Tandem.Gateway.dll</c>.</param>
    /// <param name="roles"><c>serve</c> or <c>gateway</c>.</param>
    public static ClusterMember Start(string gateway, string roles, int number, ClusterServers servers)
    {
        if (!File.Exists(gateway))
        {
            throw new TandemException($"There is no gateway at {gateway}. Build it (`dotnet build src/Gateway -c Release`) or name it with --gateway.");
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{roles}-{number}");
        string folder = Directory.CreateTempSubdirectory("tandem-member-").FullName;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Find()}"));
        Process process = Process.Start(new ProcessStartInfo("dotnet", [gateway])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["Tandem__Mode"] = "Cluster",
                ["Tandem__Roles"] = roles,
                ["Tandem__Redis"] = servers.Redis,
                ["Tandem__Blobs"] = servers.Blobs,
                ["Tandem__SiloName"] = name,
                ["Tandem__DataFolder"] = folder,
                ["Logging__LogLevel__Default"] = "Error",
            },
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return new ClusterMember(process, address, folder, name);
    }

    /// <summary>Waits until it has joined, or as a gateway is connected.</summary>
    public async Task StartedAsync(CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await IsStartedAsync(cancellation))
        {
            if (Stopwatch.GetElapsedTime(started) > StartTimeout)
            {
                throw new TandemException($"{_name} did not start within {StartTimeout}.");
            }

            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>Holds it to a share of a processor from now on; false if this machine does not let us.</summary>
    public bool Hold(double share) => (_share = ProcessorShare.Hold(_process.Id, share)) is not null;

    /// <summary>Events whose effect this silo stored since its start.</summary>
    public async Task<long> AppliedAsync(CancellationToken cancellation)
    {
        if (_process.HasExited)
        {
            throw new TandemException($"{_name} ended while it was measured: give it a larger --share.");
        }

        string metrics = await Client.GetStringAsync("/metrics", cancellation);
        return (long)metrics.Split('\n').Where(static line => line.StartsWith(Applied, StringComparison.Ordinal))
            .Sum(static line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Kills it: what it left behind is thrown away.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _share?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsStartedAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync("/health/startup", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _process.HasExited ? throw new TandemException($"{_name} ended before it answered. See its output above.") : false;
        }
    }
}
