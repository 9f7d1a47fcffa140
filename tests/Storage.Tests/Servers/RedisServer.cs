using System.Diagnostics;
using System.Globalization;

namespace Tandem.Storage.Tests.Servers;

/// <summary>A Redis server of its own on a free loopback port, with an append-only file that is synced at every write.</summary>
public sealed class RedisServer : IDisposable
{
    /// <summary>Why tests that need it are skipped.</summary>
    public const string Missing = "redis-server is not installed; `apt-get install redis-server` as root, or let ./test do it.";

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string[] settings) => _settings = settings;

    public static bool IsInstalled { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <param name="settings">Settings beside the defaults, a name and a value each.</param>
    public static async Task<RedisServer> StartNewAsync(params string[] settings)
    {
        Assert.SkipUnless(IsInstalled, Missing);
        var server = new RedisServer(settings);
        await server.StartAsync();
        return server;
    }

    public int Port { get; } = FreePort.Find();

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts it, again after <see cref="Kill"/> on the same data.</summary>
    public async Task StartAsync()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port", port, "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                "--maxmemory-policy", "noeviction", .. _settings,
            ])
        { RedirectStandardOutput = true })!;

        // Read on, or the server would block when the pipe is full.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        await FreePort.WaitUntilTakenAsync(Port, _process);
    }

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
