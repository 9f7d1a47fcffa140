using System.Globalization;
using System.Text.Json;

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
            TrackerFiles.Write(raw, [.. Enumerable.Range(0, items)], (long)items * EventsPerItem, context.Seed, context.Progress, context.Cancellation);

            MeasuredRun run = await MeasuredRun.OfAsync(["features", "build", set, "--out", output, "--events-from", raw], context);
            string name = string.Create(CultureInfo.InvariantCulture, $"features build, {items:N0} items");
            return
            [
                new BenchmarkResult($"{name}: time", run.Seconds, "s", null, null, null),
                new BenchmarkResult($"{name}: processor time", run.Processor, "s", null, null, null),
                new BenchmarkResult($"{name}: peak memory", run.PeakBytes / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: input on disk", MeasuredRun.SizeOf(set, raw) / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: output on disk", MeasuredRun.SizeOf(output) / Gibibyte, "GiB", null, null, null),
                .. BlockSeconds(output).Select(block => new BenchmarkResult($"{name}: fit of {block.Key}", block.Value, "s", null, null, null)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, double> BlockSeconds(string output)
    {
        using JsonDocument note = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "features.json")));
        return note.RootElement.GetProperty("report").GetProperty("seconds").Deserialize<Dictionary<string, double>>() ?? [];
    }
}
