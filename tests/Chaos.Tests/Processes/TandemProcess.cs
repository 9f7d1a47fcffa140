using System.Diagnostics;
using System.Globalization;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Chaos.Tests.Processes;

/// <summary>One process of Tandem that can be killed, frozen, told to stop, and started again.</summary>
/// <param name="name">Tells it from the others in messages.</param>
/// <param name="address">Where it answers HTTP.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="environment">Variables beside those of this process.</param>
internal sealed class TandemProcess(string name, Uri address, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    : IAsyncDisposable
{
    private const int KeptLines = 2_000;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly Queue<string> _output = [];
    private Process? _process;

    public string Name { get; } = name;

    public Uri Address { get; } = address;

    /// <summary>True from the start until it ended, by whatever.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it wrote last, each line with the time at which it came.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return $"{Name}\n{string.Join('\n', _output)}";
        }
    }

    /// <summary>An embedded node on a data folder.</summary>
    public static TandemProcess OfNode(string dataFolder, params (string Variable, string Value)[] settings)
    {
        Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));
        return new TandemProcess("node", address, Manifest.Serve.Command, new Dictionary<string, string>(settings.Select(static each => KeyValuePair.Create(each.Variable, each.Value)))
        {
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["Tandem__DataFolder"] = dataFolder,
            ["Logging__LogLevel__Default"] = "Warning",
        });
    }

    /// <summary>Starts the process; it may take seconds until it answers.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string variable, string value) in environment)
            start.Environment[variable] = value;

        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until a path answers 200.</summary>
    public async Task AnswersAsync(string path)
    {
        // A frozen or cut process takes the connection and says nothing.
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(path);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
            }

            if (!IsRunning || Stopwatch.GetElapsedTime(started) > StartTimeout)
                throw new InvalidOperationException($"{path} does not answer:\n{Output}");

            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and SIGKILL when the grace period is over.</summary>
    /// <returns>The exit status and how long it took.</returns>
    public async Task<(int Status, TimeSpan Took)> StopAsync(TimeSpan gracePeriod)
    {
        long started = Stopwatch.GetTimestamp();
        await SignalAsync("TERM");
        using (var grace = new CancellationTokenSource(gracePeriod))
        {
            await using CancellationTokenRegistration kill = grace.Token.Register(_process!.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        int status = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return (status, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Sends a signal, such as <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;

        lock (_output)
        {
            _output.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line.Data}");
            if (_output.Count > KeptLines)
                _output.Dequeue();
        }
    }
}
