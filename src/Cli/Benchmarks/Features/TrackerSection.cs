using System.Globalization;
using Tandem.Datasets;
using Tandem.Datasets.Ozon;
using Tandem.Domain;
using Tandem.Features.Popularity;
using Tandem.Training.Featurizing;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// Tracker files into popularity counters, as `tandem features build --events-from` does it, beside a plain loop over the
/// same files, which the system has in memory. Both must count the same.
/// </summary>
internal sealed class TrackerSection : IFeatureBenchmarkSection
{
    private const int StandardItems = 1_000_000;
    private const int StandardRows = 20_000_000;
    private const int Rounds = 3;

    public string Name => "tracker";

    public Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        try
        {
            return Task.FromResult(Measure(folder, context));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<BenchmarkResult> Measure(string folder, FeatureBenchmarkContext context)
    {
        int items = Math.Max(1000, (int)(StandardItems * context.Scale));
        long rows = Math.Max(10_000, (long)(StandardRows * context.Scale));
        string raw = Path.Combine(folder, "raw");
        new LargeMarket(items, imageDimension: 0, context.Seed).Write(Path.Combine(folder, "set"), context.Progress, context.Cancellation);
        TrackerFiles.Write(raw, [.. Enumerable.Range(0, items)], rows, context.Seed, context.Progress, context.Cancellation);
        ItemIndex index = ItemIndex.Load(DatasetReader.Open(Path.Combine(folder, "set")), context.Threads, null, context.Progress, context.Cancellation);
        var source = new OzonEvents(raw, index);
        string[] tracker = Directory.GetFiles(Path.Combine(raw, "tracker"));
        Dictionary<int, int> positions = Enumerable.Range(0, items).ToDictionary(item => item);
        Timing[] ours = new Timing[Rounds];
        Timing[] theirs = new Timing[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            context.Progress.Report(new ProgressReport("Counting tracker rows", round, Rounds));
            var scan = new EventCounting(source, () => Counters(items), items, context.Threads);
            ItemCountsBuilder scanned = Counters(items);
            ours[round] = Timing.Of(context.Time, () => scanned = scan.Count(context.Cancellation));
            ItemCountsBuilder plain = Counters(items);
            theirs[round] = Timing.Of(context.Time, () => PlainTrackerLoop.Count(tracker, positions, plain));
            if (scanned.Counted < plain.Counted || plain.Counted != rows)
            {
                throw new TandemException($"The scan counted {scanned.Counted} events, the plain loop {plain.Counted} of {rows}.");
            }
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"tracker scan, {rows:N0} rows, {items:N0} items, {context.Threads} threads");
        return
        [
            Compare(name, "rows/s", rows, ours, theirs, static timing => timing.Wall),
            Compare($"{name}: by processor time", "rows/s of one core", rows, ours, theirs, static timing => timing.Processor),
        ];
    }

    private static BenchmarkResult Compare(string name, string unit, long rows, Timing[] ours, Timing[] theirs, Func<Timing, double> seconds)
    {
        double median = ours.Select(seconds).Order().ElementAt(Rounds / 2);
        double peer = theirs.Select(seconds).Order().ElementAt(Rounds / 2);
        return new BenchmarkResult(name, rows / median, unit, "plain ParquetSharp loop, one thread", rows / peer, peer / median);
    }

    private static ItemCountsBuilder Counters(int items) => new(items, DateTimeOffset.FromUnixTimeSeconds(TrackerFiles.LastSecond).ToUnixTimeMilliseconds());

    /// <summary>Seconds on the clock, and of all processors for this process, which other work on the machine hardly changes.</summary>
    private readonly record struct Timing(double Wall, double Processor)
    {
        public static Timing Of(TimeProvider time, Action work)
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            long started = time.GetTimestamp();
            work();
            return new Timing(time.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }
    }
}
