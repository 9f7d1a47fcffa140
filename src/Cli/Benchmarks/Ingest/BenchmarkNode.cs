using System.Diagnostics;
using System.Globalization;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>A node in a process of its own on a data folder, with the product's defaults, for as long as it is measured.</summary>
internal sealed class BenchmarkNode : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private BenchmarkNode(Process process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    public HttpClient Client { get; }

    /// <summary>Physical memory of the process in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="gateway">Path of <c>Tandem.Gateway.dll</c>.</param>
    public static async Task<BenchmarkNode> StartAsync(string gateway, string dataFolder, CancellationToken cancellation)
    {
        if (!File.Exists(gateway))
        {
            throw new TandemException($"There is no gateway at {gateway}. Build it (`dotnet build src/Gateway -c Release`) or name it with --gateway.");
        }

        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Find()}"));
        Process process = Process.Start(new ProcessStartInfo("dotnet", [gateway])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["Tandem__Urls"] = address.ToString(),
                ["Tandem__DataFolder"] = dataFolder,
                ["Logging__LogLevel__Default"] = "Warning",
            },
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };
        var node = new BenchmarkNode(process, client);
        try
        {
            await UntilAsync(node.IsAliveAsync, StartTimeout, "The node did not start.", cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every accepted event is applied.</summary>
    public Task UntilAppliedAsync(CancellationToken cancellation) =>
        UntilAsync(async () => await LagAsync(cancellation) == 0, StartTimeout, "The accepted events were not applied.", cancellation);

    /// <summary>Accepted events that are not applied, as the node's metrics say.</summary>
    public async Task<long> LagAsync(CancellationToken cancellation)
    {
        string metrics = await Client.GetStringAsync("/metrics", cancellation);
        string line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith("tandem_events_lag", StringComparison.Ordinal))
            ?? throw new TandemException("The node's /metrics has no tandem_events_lag. Is it this version's?");
        return (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the process in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            using Process stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsAliveAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync("/health/startup");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _process.HasExited ? throw new TandemException("The node ended before it answered. See its output above.") : false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string otherwise, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TandemException($"{otherwise} Waited {limit}.");
            }

            await Task.Delay(Poll, cancellation);
        }
    }
}
