using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>All sections over sets of vectors: one thread, one query at a time and in batches; every figure is the median of several rounds.</summary>
internal sealed class RetrievalBenchmark(int seed, bool withPeers, TimeProvider time, IProgress<ProgressReport> progress, Action<string> note)
{
    private const int QueryCount = 320;
    private const int HnswLimit = 200_000;
    private readonly List<BenchmarkResult> _results = [];
    private string _peers = "";

    public BenchmarkReport Report => new(
        $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, one thread used, {Instructions}{_peers}", _results);

    private static string Instructions => System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "512-bit vectors" : "256-bit vectors";

    /// <summary>Clustered vectors and queries; see <see cref="ClusteredVectors"/>.</summary>
    public static VectorSet Clustered(int count, int dimension, int seed)
    {
        ClusteredVectors clustered = new(count, dimension, seed);
        return new VectorSet(
            string.Create(CultureInfo.InvariantCulture, $"{count} x {dimension}"), dimension, clustered.All(), clustered.Queries(QueryCount));
    }

    public async Task RunAsync(VectorSet set, CancellationToken cancellation)
    {
        RetrievalMeasuring measuring = new(set, seed, time, progress, cancellation);
        VectorSegment exact = measuring.Build(SearchStructure.Exact);
        VectorSegment lists = measuring.Build(SearchStructure.Approximate);
        using RetrievalPeers? peers = withPeers
            ? await RetrievalPeers.StartAsync(set, RetrievalMeasuring.BestOf, ExactSection.Batch, set.Count <= HnswLimit, note, cancellation)
            : null;
        if (peers is not null)
        {
            _peers = $"; faiss {peers.What.FaissVersion}";
            measuring.Add("build of faiss IVFFlat, one thread", peers.What.IvfBuildSeconds, "s");
        }

        await ExactSection.RunAsync(measuring, exact, peers);
        await RecallSection.RunAsync(measuring, lists, measuring.Truth(exact), peers);
        await FilterSection.RunAsync(measuring, lists, exact);
        await UpdateSection.RunAsync(measuring, lists);

        // A file that is mapped many times counts as often, so snapshots come after this.
        using Process process = Process.GetCurrentProcess();
        measuring.Add("peak memory of this process", process.PeakWorkingSet64 / 1e6, "MB");
        await SnapshotSection.RunAsync(measuring, lists);
        _results.AddRange(measuring.Results);
    }

    /// <summary>Vectors that are drawn while the segment is built, so that the memory is the segment's alone.</summary>
    public async Task RunLargeAsync(int count, int dimension, CancellationToken cancellation)
    {
        ClusteredVectors source = new(count, dimension, seed);
        VectorSet set = new(string.Create(CultureInfo.InvariantCulture, $"{count} x {dimension}"), dimension, [], source.Queries(QueryCount));
        RetrievalMeasuring measuring = new(set, seed, time, progress, cancellation);
        await new LargeRun(source, measuring).RunAsync();
        _results.AddRange(measuring.Results);
    }
}
