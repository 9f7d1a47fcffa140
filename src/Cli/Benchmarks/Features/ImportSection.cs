using System.Globalization;
using ParquetSharp;
using Tandem.Datasets;
using Tandem.Datasets.Simulation;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// `tandem import ozon` of the items of a simulated market with <see cref="TrackerFiles"/>, in a process of its own, beside a
/// loop that only reads every column of the same tracker files: ParquetSharp's logical readers, one thread.
/// </summary>
internal sealed class ImportSection : IFeatureBenchmarkSection
{
    private const int StandardItems = 20_000;
    private const int StandardRows = 30_000_000;
    private const int BatchRows = 1 << 16;
    private const double Gibibyte = 1L << 30;

    public string Name => "import";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        try
        {
            string raw = Path.Combine(folder, "raw");
            string set = Path.Combine(folder, "set");
            Write(raw, context);
            string[] tracker = Directory.GetFiles(Path.Combine(raw, "tracker"));

            // Once before, so that neither side finds the files on the disk and the other in memory.
            ReadAll(tracker, context.Cancellation);
            long started = context.Time.GetTimestamp();
            long tracked = ReadAll(tracker, context.Cancellation);
            double plain = tracked / context.Time.GetElapsedTime(started).TotalSeconds;
            MeasuredRun run = await MeasuredRun.OfAsync(["import", "ozon", raw, "--out", set], context);

            DatasetManifest manifest = DatasetReader.Open(set).Manifest;
            const string Peer = "plain ParquetSharp loop that reads the tracker alone, one thread";
            string name = string.Create(CultureInfo.InvariantCulture, $"import ozon, {manifest.Events:N0} events, {manifest.Items:N0} items, {context.Threads} threads");
            double speed = manifest.Events / run.Seconds;
            return
            [
                new BenchmarkResult(name, speed, "events/s", Peer, plain, speed / plain),
                new BenchmarkResult($"{name}: by processor time", manifest.Events / run.Processor, "events/s of one core", null, null, null),
                new BenchmarkResult($"{name}: peak memory", run.PeakBytes / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: input on disk", MeasuredRun.SizeOf(raw) / Gibibyte, "GiB", null, null, null),
                new BenchmarkResult($"{name}: output on disk", MeasuredRun.SizeOf(set) / Gibibyte, "GiB", null, null, null),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string raw, FeatureBenchmarkContext context)
    {
        var options = new SimulationOptions { Items = Math.Max(200, (int)(StandardItems * context.Scale)), Users = 100, Days = 2, Seed = context.Seed };
        MarketplaceSimulator.Simulate(options, raw, context.Progress, context.Cancellation);
        Directory.Delete(Path.Combine(raw, "tracker"), recursive: true);
        Directory.Delete(Path.Combine(raw, "orders"), recursive: true);
        var items = new List<int>();
        foreach (string file in Directory.GetFiles(Path.Combine(raw, "items")))
        {
            using var reader = new ParquetFileReader(file);
            for (int index = 0; index < reader.FileMetaData.NumRowGroups; index++)
            {
                using RowGroupReader group = reader.RowGroup(index);
                using LogicalColumnReader<int> ids = group.Column(0).LogicalReader<int>();
                items.AddRange(ids.ReadAll(checked((int)group.MetaData.NumRows)));
            }
        }

        TrackerFiles.Write(raw, items, (long)(StandardRows * context.Scale), context.Seed, context.Progress, context.Cancellation);
    }

    private static long ReadAll(string[] files, CancellationToken cancellation)
    {
        var ids = new int?[BatchRows];
        var times = new DateTime?[BatchRows];
        var texts = new string?[BatchRows];
        long rows = 0;
        foreach (string file in files)
        {
            using var reader = new ParquetFileReader(file);
            for (int index = 0; index < reader.FileMetaData.NumRowGroups; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                using RowGroupReader group = reader.RowGroup(index);
                ReadColumn(group, 0, ids);
                ReadColumn(group, 1, ids);
                ReadColumn(group, 2, times);
                ReadColumn(group, 3, texts);
                ReadColumn(group, 4, texts);
                rows += group.MetaData.NumRows;
            }
        }

        return rows;
    }

    private static void ReadColumn<T>(RowGroupReader group, int column, T[] buffer)
    {
        using LogicalColumnReader<T> reader = group.Column(column).LogicalReader<T>();
        while (reader.HasNext)
        {
            reader.ReadBatch(buffer.AsSpan());
        }
    }
}
