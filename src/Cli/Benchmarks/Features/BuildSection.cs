using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// `tandem features build` of a million items with images of 512 values, and ten events an item, in a process of its own:
/// time, the most memory it ever held, and what it leaves on disk. No peer does the same work.
/// </summary>
internal sealed class BuildSection : IFeatureBenchmarkSection
{
    private const int StandardItems = 1_000_000;
    private const int EventsPerItem = 10;
    private const int ImageDimension = 512;
    private const double Gibibyte = 1L << 30;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public string Name => "build";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        try
        {
            int items = Math.Max(1000, (int)(StandardItems * context.Scale));
            string set = Path.Combine(folder, "set");
            string raw = Path.Combine(folder, "raw");
            string output = Path.Combine(folder, "features");
            new LargeMarket(items, ImageDimension, context.Seed).Write(set, context.Progress, context.Cancellation);
            TrackerFiles.Write(raw, items, (long)items * EventsPerItem, context.Seed, context.Progress, context.Cancellation);

            long started = context.Time.GetTimestamp();
            (long peak, TimeSpan used) = await BuildAsync(set, raw, output, context);
            double seconds = context.Time.GetElapsedTime(started).TotalSeconds;
            string name = string.Create(CultureInfo.InvariantCulture, $"features build, {items:N0} items");
            return
            [
                new BenchmarkResult($"{name}: time", seconds, "s", null, null, null),
                new BenchmarkResult($"{name}: processor time", used.TotalSeconds, "s", null, null, null),
                new BenchmarkResult($"{name}: peak memory", peak / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: input on disk", SizeOf(set, raw) / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: output on disk", SizeOf(output) / Gibibyte, "GiB", null, null, null),
                .. BlockSeconds(output).Select(block => new BenchmarkResult($"{name}: fit of {block.Key}", block.Value, "s", null, null, null)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the command; gives the most resident memory in bytes, 0 where the system does not tell, and the processors' time.</summary>
    private static async Task<(long Peak, TimeSpan Used)> BuildAsync(string set, string raw, string output, FeatureBenchmarkContext context)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tandem.exe" : "tandem");
        string threads = context.Threads.ToString(CultureInfo.InvariantCulture);
        string seed = context.Seed.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(program, ["features", "build", set, "--out", output, "--events-from", raw, "--threads", threads, "--seed", seed, "--json"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new TandemException($"{program} did not start.");
        using CancellationTokenRegistration kill = context.Cancellation.Register(process.Kill);
        Task<string> said = process.StandardOutput.ReadToEndAsync(context.Cancellation);
        long peak = 0;
        TimeSpan used = default;
        using PeriodicTimer timer = new(Poll, context.Time);
        Task ended = process.WaitForExitAsync(context.Cancellation);
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(process));
            used = UsedBy(process) ?? used;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(context.Cancellation).AsTask());
        }

        await ended;
        return process.ExitCode == 0 ? (peak, used) : throw new TandemException($"`tandem features build` failed: {(await said).TrimEnd()}");
    }

    private static TimeSpan? UsedBy(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // It has just ended.
        }
    }

    private static long PeakOf(Process process)
    {
        // The kernel keeps the peak itself, so nothing between two looks is missed.
        const string Field = "VmHWM:";
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has just ended, or this is no Linux.
        }
    }

    private static Dictionary<string, double> BlockSeconds(string output)
    {
        using JsonDocument note = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "features.json")));
        return note.RootElement.GetProperty("report").GetProperty("seconds").Deserialize<Dictionary<string, double>>() ?? [];
    }

    private static double SizeOf(params string[] folders) =>
        folders.Sum(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
}
