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
        TrackerFiles.Write(raw, items, rows, context.Seed, context.Progress, context.Cancellation);
        ItemIndex index = ItemIndex.Load(DatasetReader.Open(Path.Combine(folder, "set")), context.Threads, null, context.Progress, context.Cancellation);
        var source = new OzonEvents(raw, index);
        string[] tracker = Directory.GetFiles(Path.Combine(raw, "tracker"));
        Dictionary<int, int> positions = Enumerable.Range(0, items).ToDictionary(item => item);
        double[] ours = new double[Rounds];
        double[] theirs = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            context.Progress.Report(new ProgressReport("Counting tracker rows", round, Rounds));
            var scan = new EventCounting(source, () => Counters(items), items, context.Threads);
            long started = context.Time.GetTimestamp();
            ItemCountsBuilder scanned = scan.Count(context.Cancellation);
            ours[round] = context.Time.GetElapsedTime(started).TotalSeconds;

            ItemCountsBuilder plain = Counters(items);
            started = context.Time.GetTimestamp();
            PlainTrackerLoop.Count(tracker, positions, plain);
            theirs[round] = context.Time.GetElapsedTime(started).TotalSeconds;
            if (scanned.Counted < plain.Counted || plain.Counted != rows)
            {
                throw new TandemException($"The scan counted {scanned.Counted} events, the plain loop {plain.Counted} of {rows}.");
            }
        }

        double median = ours.Order().ElementAt(Rounds / 2);
        double peer = theirs.Order().ElementAt(Rounds / 2);
        return
        [
            new BenchmarkResult(
                string.Create(CultureInfo.InvariantCulture, $"tracker scan, {rows:N0} rows, {items:N0} items, {context.Threads} threads"),
                rows / median, "rows/s", "plain ParquetSharp loop, one thread", rows / peer, peer / median),
        ];
    }

    private static ItemCountsBuilder Counters(int items) => new(items, DateTimeOffset.FromUnixTimeSeconds(TrackerFiles.LastSecond).ToUnixTimeMilliseconds());
}
