using System.Diagnostics;
using System.Globalization;

namespace Tandem.Storage.Tests.Servers;

/// <summary>Azure's own emulator of Blob Storage on a free loopback port.</summary>
public sealed class AzuriteServer : IDisposable
{
    /// <summary>Why tests that need it are skipped.</summary>
    public const string Missing = "Azurite is not installed; let ./test do it, which needs npm and Node.js.";

    /// <summary>Azurite's account; its key is published, it protects nothing.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private readonly string _host;

    private AzuriteServer(string host) => _host = host;

    public int Port { get; } = FreePort.Find();

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint=http://{_host}:{Port}/devstoreaccount1;");

    private static string? Script { get; } = FindScript();

    /// <param name="host">The address of this machine at which clients reach it.</param>
    public static async Task<AzuriteServer> StartNewAsync(string host = "127.0.0.1")
    {
        Assert.SkipWhen(Script is null, Missing);
        var server = new AzuriteServer(host);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, again after <see cref="StopAsync"/> on the same data.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "node",
            [
                Script!, "--blobHost", _host, "--blobPort", Port.ToString(CultureInfo.InvariantCulture), "--location", _folder.Path,
                "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            ])
        { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        await FreePort.WaitUntilTakenAsync(Port, _process, _host);
    }

    /// <summary>SIGTERM: it writes down what it has. Killed, it would forget the blobs of the last seconds.</summary>
    public async Task StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Where ./test installs it: <c>.tandem/tools/azurite</c> below the repository's root.</summary>
    private static string? FindScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, ".tandem", "tools", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
            if (File.Exists(script))
                return script;
        }

        return null;
    }
}
