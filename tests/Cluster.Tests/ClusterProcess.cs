using System.Diagnostics;
using System.Globalization;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Cluster.Tests;

/// <summary>One process of a cluster, a silo or a gateway, that can be killed, told to stop, and started again.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<string> _output = [];
    private Process? _process;

    /// <param name="program">Which of the product's programs: its project's name.</param>
    public ClusterProcess(string roles, IReadOnlyDictionary<string, string> settings, string program = "Gateway")
    {
        Program = program;
        Roles = roles;
        _settings = settings;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));
    }

    public string Program { get; }

    public string Roles { get; }

    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts the process; it may take seconds until it answers.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Dll(Program)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in _settings)
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["Tandem__Mode"] = "Cluster";
        start.Environment["Tandem__Roles"] = Roles;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__Console__FormatterName"] = "simple";
        start.Environment["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ";
        start.Environment["Logging__Console__FormatterOptions__SingleLine"] = "true";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until the process has joined and, if there is one, loaded the bundle.</summary>
    public async Task StartedAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync("/health/startup");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
            }

            if (_process!.HasExited || Stopwatch.GetElapsedTime(started) > StartTimeout)
                throw new InvalidOperationException($"The process ({Roles}) did not start:\n{Output}");

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

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit status and how long it took.</returns>
    public async Task<(int Status, TimeSpan Took)> StopAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using (Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        int status = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return (status, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            if (line.Data is not null)
                _output.Add(line.Data);
        }
    }

    private static string Dll(string program)
    {
        // …/tests/Cluster.Tests/bin/CONFIGURATION/net10.0/
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string configuration = framework.Parent!.Name;
        string root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", program, "bin", configuration, framework.Name, $"Tandem.{program}.dll");
    }
}
