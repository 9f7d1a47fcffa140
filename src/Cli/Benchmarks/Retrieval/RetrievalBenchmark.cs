using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>
/// Searches of one segment, one thread, one query at a time and in batches of 64; every figure is the median of several rounds.
/// </summary>
internal sealed class RetrievalBenchmark(int count, int dimension, int seed, TimeProvider time)
{
    private const string Stage = "retrieval";
    private const int BestOf = 100;
    private const int Batch = 64;
    private const int QueryCount = 320;
    private const int Rounds = 5;
    private const int HnswLimit = 200_000;
    private static readonly double[] Recalls = [0.9, 0.95, 0.99, 0.999];
    private static readonly double[] Shares = [1, 0.1, 0.01, 0.001, 0.0001];
    private readonly List<BenchmarkResult> _results = [];
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{count} x {dimension}");
    private float[] _vectors = [];
    private float[] _queries = [];

    public async Task<BenchmarkReport> RunAsync(bool peers, IProgress<ProgressReport> progress, Action<string> note, CancellationToken cancellation)
    {
        progress.Report(new ProgressReport("drawing vectors", 0, 0));
        ClusteredVectors clustered = new(count, dimension, seed);
        (_vectors, _queries) = (clustered.Draw(count), clustered.Draw(QueryCount));
        VectorSegment exact = Build(SearchStructure.Exact, progress, cancellation);
        MeasureExact(exact, progress, cancellation);
        VectorSegment lists = Build(SearchStructure.Approximate, progress, cancellation);
        RetrievalPeers.Figures? figures = peers
            ? await RetrievalPeers.RunAsync(_vectors, _queries, dimension, BestOf, count <= HnswLimit, note, cancellation)
            : null;
        MeasureBatches(exact, figures);
        MeasureRecalls(lists, exact, figures, cancellation);
        MeasureFilters(lists, cancellation);
        using Process process = Process.GetCurrentProcess();
        Add("peak memory of this process", process.PeakWorkingSet64 / 1e6, "MB");
        return new BenchmarkReport(
            $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, one thread used"
            + (figures is null ? "" : $"; faiss {figures.FaissVersion}"),
            _results);
    }

    private VectorSegment Build(SearchStructure structure, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        VectorSegment segment = VectorSegment.Build(
            new MatrixSource(_vectors, dimension), new SegmentOptions { Structure = structure, Seed = seed }, new Forward(progress), cancellation);
        Add($"{structure} build", time.GetElapsedTime(started).TotalSeconds, "s");
        Add($"{structure} memory of a million vectors", segment.Sections.Sum(section => section.Memory.ByteCount) / (double)count, "MB");
        return segment;
    }

    // The scan, the codes and two plain loops over the same bytes, in alternation, so that what else the machine does meets all of them.
    private void MeasureExact(VectorSegment exact, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        VectorSegment scan = VectorSegment.Build(new MatrixSource(_vectors, dimension), new SegmentOptions { Structure = SearchStructure.Scan }, null, cancellation);
        ScoredItem[] found = new ScoredItem[BestOf];
        int tries = Math.Clamp(20_000_000 / count, 5, QueryCount);
        double[][] times = [.. Enumerable.Range(0, 4).Select(_ => new double[Rounds])];
        float sink = 0;
        for (int round = -1; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] seconds =
            [
                SecondsEach(tries, query => scan.Search(query, found)),
                SecondsEach(tries, query => exact.Search(query, found)),
                SecondsEach(tries, query => sink += BestByDot(query)),
                SecondsEach(tries, _ => sink += TensorPrimitives.Sum((ReadOnlySpan<float>)_vectors)),
            ];
            for (int i = 0; i < seconds.Length && round >= 0; i++)
            {
                times[i][round] = seconds[i];
            }

            progress.Report(new ProgressReport(Stage, round + 1, Rounds));
        }

        GC.KeepAlive(sink);
        double[] medians = [.. times.Select(Median)];
        Add("exact by codes, one query", medians[1] * 1000, "ms", "float scan by TensorPrimitives.Dot", medians[2] * 1000, medians[2] / medians[1]);
        Add("exact by float scan, one query", medians[0] * 1000, "ms", "TensorPrimitives.Sum of all vectors", medians[3] * 1000, medians[3] / medians[0]);
    }

    private void MeasureBatches(VectorSegment exact, RetrievalPeers.Figures? peers)
    {
        ScoredItem[] found = new ScoredItem[Batch * BestOf];
        int[] counts = new int[Batch];
        double[] times = new double[Rounds];
        for (int round = -1; round < Rounds; round++)
        {
            long started = time.GetTimestamp();
            exact.SearchMany(_queries.AsSpan(0, Batch * dimension), BestOf, found, counts);
            times[Math.Max(round, 0)] = time.GetElapsedTime(started).TotalSeconds / Batch;
        }

        double rate = 1 / Median(times);
        Add("exact, 64 queries together", rate, "queries/s", "faiss IndexFlatIP with BLAS", 1 / peers?.FlatBatchSeconds, rate * peers?.FlatBatchSeconds);
    }

    private void MeasureRecalls(VectorSegment lists, VectorSegment exact, RetrievalPeers.Figures? peers, CancellationToken cancellation)
    {
        HashSet<int>[] truth = [.. Enumerable.Range(0, QueryCount).Select(i => exact.Search(Query(i), BestOf).Select(item => item.Slot).ToHashSet())];
        ScoredItem[] found = new ScoredItem[BestOf];
        foreach (double recall in Recalls)
        {
            cancellation.ThrowIfCancellationRequested();
            double measured = Enumerable.Range(0, QueryCount).Average(i =>
                lists.Search(Query(i), BestOf, new SearchOptions { TargetRecall = recall }).Count(item => truth[i].Contains(item.Slot)) / (double)BestOf);
            double rate = 1 / MedianOfRounds(query => lists.Search(query, found, new SearchOptions { TargetRecall = recall }));
            string name = string.Create(CultureInfo.InvariantCulture, $"recall@100 of {recall}");
            Add($"{name}, measured", measured, "of 1");
            double? ivf = peers is null ? null : RetrievalPeers.Figures.QueriesASecond(peers.Ivf, measured);
            double? hnsw = peers is null ? null : RetrievalPeers.Figures.QueriesASecond(peers.Hnsw, measured);
            Add(name, rate, "queries/s", "faiss IVFFlat at that recall", ivf, rate / ivf);
            if (hnsw is not null)
            {
                Add(name, rate, "queries/s", "hnswlib at that recall", hnsw, rate / hnsw);
            }
        }
    }

    private void MeasureFilters(VectorSegment lists, CancellationToken cancellation)
    {
        ScoredItem[] found = new ScoredItem[BestOf];
        Random random = new(seed);
        foreach (double share in Shares)
        {
            cancellation.ThrowIfCancellationRequested();
            SlotBitmap allowed = new(count);
            for (int slot = 0; slot < count; slot++)
            {
                if (random.NextDouble() < share)
                {
                    allowed.Add(slot);
                }
            }

            double seconds = MedianOfRounds(query => lists.Search(query, found, new SearchOptions { Filter = new SlotFilter(allowed.Words) }));
            Add(string.Create(CultureInfo.InvariantCulture, $"filter that {share:0.##%} pass, recall .95"), seconds * 1e6, "µs");
        }
    }

    private float BestByDot(ReadOnlySpan<float> query)
    {
        float best = float.NegativeInfinity;
        for (int slot = 0; slot < count; slot++)
        {
            best = Math.Max(best, TensorPrimitives.Dot(query, _vectors.AsSpan(slot * dimension, dimension)));
        }

        return best;
    }

    private delegate void Search(ReadOnlySpan<float> query);

    private double MedianOfRounds(Search search)
    {
        SecondsEach(QueryCount, search);
        return Median([.. Enumerable.Range(0, Rounds).Select(_ => SecondsEach(QueryCount, search))]);
    }

    private double SecondsEach(int tries, Search search)
    {
        long started = time.GetTimestamp();
        for (int i = 0; i < tries; i++)
        {
            search(Query(i));
        }

        return time.GetElapsedTime(started).TotalSeconds / tries;
    }

    private ReadOnlySpan<float> Query(int i) => _queries.AsSpan(i * dimension, dimension);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private void Add(string name, double value, string unit, string? peer = null, double? peerValue = null, double? ratio = null) =>
        _results.Add(new BenchmarkResult($"{_name}: {name}", value, unit, peerValue is null ? null : peer, peerValue, ratio));

    private sealed class Forward(IProgress<ProgressReport> progress) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => progress.Report(new ProgressReport(value.Stage, value.Done, value.Total));
    }
}
