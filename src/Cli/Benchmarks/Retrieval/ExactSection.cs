using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Tandem.Retrieval;
using Tandem.Retrieval.Memory;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>The exact searches beside plain loops over the same bytes, and batches beside faiss with BLAS.</summary>
internal static class ExactSection
{
    /// <summary>Queries that are searched together.</summary>
    public const int Batch = 64;

    private const int VectorsARound = 20_000_000;
    private const int MinTries = 5;

    public static async Task RunAsync(RetrievalMeasuring measuring, VectorSegment exact, RetrievalPeers? peers)
    {
        VectorSet set = measuring.Set;
        VectorSegment scan = VectorSegment.Build(
            new MatrixSource(set.Vectors, set.Dimension), new SegmentOptions { Structure = SearchStructure.Scan }, null, measuring.Cancellation);
        MemoryRegion rows = scan.Sections[0].Memory;
        int tries = Math.Clamp(VectorsARound / set.Count, MinTries, set.QueryCount);
        double sink = 0;
        double?[] seconds = await measuring.AlternateAsync(
            "exact",
            () => measuring.EachAsync(tries, query => scan.Search(query, measuring.Found)),
            () => measuring.EachAsync(tries, query => exact.Search(query, measuring.Found)),
            () => measuring.EachAsync(tries, query => sink += BestByDot(set, query)),
            () => measuring.EachAsync(tries, _ => sink += Read(rows)));
        (double byScan, double byCodes, double byDot, double read) = (seconds[0]!.Value, seconds[1]!.Value, seconds[2]!.Value, seconds[3]!.Value);
        GC.KeepAlive(sink);
        GC.KeepAlive(scan);
        measuring.Add("exact by codes, one query", byCodes * 1000, "ms", "float scan by TensorPrimitives.Dot", byDot * 1000, byDot / byCodes);
        measuring.Add("exact by float scan, one query", byScan * 1000, "ms", "a plain read of the same bytes", read * 1000, read / byScan);
        measuring.Add("read bandwidth", rows.ByteCount / read / 1e9, "GB/s");
        await BatchesAsync(measuring, exact, peers);
    }

    private static async Task BatchesAsync(RetrievalMeasuring measuring, VectorSegment exact, RetrievalPeers? peers)
    {
        ScoredItem[] found = new ScoredItem[Batch * RetrievalMeasuring.BestOf];
        int[] counts = new int[Batch];
        double?[] seconds = await measuring.AlternateAsync("batches", OursAsync, () => peers?.FlatAsync() ?? Task.FromResult<double?>(null));
        measuring.Add(
            $"exact, {Batch} queries together", 1 / seconds[0]!.Value, "queries/s", "faiss IndexFlatIP with BLAS", 1 / seconds[1], seconds[1] / seconds[0]);

        Task<double?> OursAsync()
        {
            long started = measuring.Time.GetTimestamp();
            exact.SearchMany(measuring.Set.Queries.AsSpan(0, Batch * measuring.Set.Dimension), RetrievalMeasuring.BestOf, found, counts);
            return Task.FromResult<double?>(measuring.Time.GetElapsedTime(started).TotalSeconds / Batch);
        }
    }

    private static float BestByDot(VectorSet set, ReadOnlySpan<float> query)
    {
        float best = float.NegativeInfinity;
        for (int slot = 0; slot < set.Count; slot++)
        {
            best = Math.Max(best, TensorPrimitives.Dot(query, set.Vector(slot)));
        }

        return best;
    }

    // Every byte once, with next to no arithmetic: what the memory can deliver to one thread.
    private static unsafe double Read(MemoryRegion memory)
    {
        const int AtOnce = 4;
        long* values = (long*)memory.Address;
        long count = memory.ByteCount / sizeof(long);
        Vector512<long> a = default, b = default, c = default, d = default;
        int lanes = Vector512<long>.Count;
        for (long i = 0; i + AtOnce * lanes <= count; i += AtOnce * lanes)
        {
            a ^= Vector512.Load(values + i);
            b ^= Vector512.Load(values + i + lanes);
            c ^= Vector512.Load(values + i + 2 * lanes);
            d ^= Vector512.Load(values + i + 3 * lanes);
        }

        return Vector512.Sum(a ^ b ^ c ^ d);
    }
}
