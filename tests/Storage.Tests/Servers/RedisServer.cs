using System.Diagnostics;
using System.Globalization;

namespace Tandem.Storage.Tests.Servers;

/// <summary>A Redis server of its own on a free loopback port, with an append-only file that is synced at every write.</summary>
public sealed class RedisServer : IDisposable
{
    /// <summary>Why tests that need it are skipped.</summary>
    public const string Missing = "redis-server is not installed; `apt-get install redis-server` as root, or let ./test do it.";

    private readonly TemporaryFolder _folder = new();
    private readonly string _host;
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string host, string[] settings) => (_host, _settings) = (host, settings);

    public static bool IsInstalled { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <param name="settings">Settings beside the defaults, a name and a value each.</param>
    public static Task<RedisServer> StartNewAsync(params string[] settings) => StartNewAtAsync("127.0.0.1", settings);

    /// <param name="host">The address of this machine at which clients reach it; whoever reaches it may do everything.</param>
    /// <param name="settings">Settings beside the defaults, a name and a value each.</param>
    public static async Task<RedisServer> StartNewAtAsync(string host, params string[] settings)
    {
        Assert.SkipUnless(IsInstalled, Missing);
        var server = new RedisServer(host, settings);
        await server.StartAsync();
        return server;
    }

    public int Port { get; } = FreePort.Find();

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{_host}:{Port}");

    /// <summary>Starts it, again after <see cref="Kill"/> on the same data.</summary>
    public async Task StartAsync()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port", port, "--bind", _host, "--protected-mode", "no", "--dir", _folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                "--maxmemory-policy", "noeviction", .. _settings,
            ])
        { RedirectStandardOutput = true })!;

        // Read on, or the server would block when the pipe is full.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        await FreePort.WaitUntilTakenAsync(Port, _process, _host);
    }

    /// <summary>Starts it if it can be started; false if it ended before it listened, as on a disk that is full.</summary>
    public async Task<bool> TryStartAsync()
    {
        try
        {
            await StartAsync();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>False before the start, after a kill, and when it ended by itself.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>SIGKILL: nothing is flushed.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
            Kill();
        _folder.Dispose();
    }
}
