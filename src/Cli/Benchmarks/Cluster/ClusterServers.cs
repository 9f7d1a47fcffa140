using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Cluster;

/// <summary>A Redis that syncs every write to its file, and Azurite, both empty, for as long as a cluster is measured.</summary>
internal sealed class ClusterServers : IDisposable
{
    /// <summary>Azurite's account; its key is published, it protects nothing.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-cluster-").FullName;
    private readonly int _redisPort = LoopbackPort.Find();
    private readonly int _blobPort = LoopbackPort.Find();
    private Process? _redis;
    private Process? _blobs;

    private ClusterServers()
    {
    }

    public string Redis => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_redisPort}");

    public string Blobs => string.Create(CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint=http://127.0.0.1:{_blobPort}/devstoreaccount1;");

    /// <summary>Processor time of Redis so far.</summary>
    public TimeSpan RedisProcessor => _redis!.TotalProcessorTime;

    /// <param name="azurite">Path of the script that is Azurite's blob service.</param>
    /// <exception cref="TandemException">A server is not installed or does not start.</exception>
    public static async Task<ClusterServers> StartAsync(string azurite, CancellationToken cancellation)
    {
        if (!File.Exists(azurite))
        {
            throw new TandemException($"There is no Azurite at {azurite}. Let ./test install it, which needs npm, or name its dist/src/blob/main.js with --azurite.");
        }

        var servers = new ClusterServers();
        try
        {
            servers._redis = Start(
                "redis-server",
                "Install Debian's redis-server.",
                "--port", servers._redisPort.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", servers._folder,
                "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
            servers._blobs = Start(
                "node",
                "Install Node.js.",
                azurite, "--blobPort", servers._blobPort.ToString(CultureInfo.InvariantCulture), "--location", servers._folder, "--skipApiVersionCheck", "--silent", "--disableTelemetry");
            await LoopbackPort.WaitUntilTakenAsync(servers._redisPort, servers._redis, "redis-server", cancellation);
            await LoopbackPort.WaitUntilTakenAsync(servers._blobPort, servers._blobs, "Azurite", cancellation);
            return servers;
        }
        catch
        {
            servers.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that Redis holds its data in.</summary>
    public async Task<long> RedisBytesAsync()
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(Redis + ",allowAdmin=true");
        IGrouping<string, KeyValuePair<string, string>>[] memory = await redis.GetServers()[0].InfoAsync("memory");
        return long.Parse(memory.SelectMany(static section => section).Single(static line => line.Key == "used_memory_dataset").Value, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        foreach (Process process in new[] { _redis, _blobs }.OfType<Process>())
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string program, string otherwise, params string[] arguments)
    {
        try
        {
            Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

            // Read on, or the server would block when the pipe is full.
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            return process;
        }
        catch (Win32Exception error)
        {
            throw new TandemException($"{program} cannot be started: {error.Message}. {otherwise}", error);
        }
    }
}
