using System.Diagnostics;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>One large segment: build, memory, exact and approximate searches.</summary>
internal sealed class LargeRun(ClusteredVectors source, RetrievalMeasuring measuring)
{
    private const double Recall = 0.95;

    public async Task RunAsync()
    {
        long started = measuring.Time.GetTimestamp();
        VectorSegment lists = VectorSegment.Build(source, new SegmentOptions { Structure = SearchStructure.Approximate, Seed = measuring.Seed }, measuring.Building, measuring.Cancellation);
        measuring.Add("build with lists and calibration", measuring.Time.GetElapsedTime(started).TotalSeconds, "s");
        measuring.Add("memory of a million vectors", lists.Sections.Sum(section => section.Memory.ByteCount) / (double)source.Count, "MB");
        using Process process = Process.GetCurrentProcess();
        measuring.Add("peak memory of this process, drawing and building", process.PeakWorkingSet64 / 1e6, "MB");
        HashSet<int>[] truth = measuring.Truth(lists);
        measuring.Add("recall@100 of 0.95, measured", measuring.Recall(lists, truth, Recall), "of 1");
        double?[] seconds = await measuring.AlternateAsync(
            "searches",
            () => measuring.EachAsync(query => lists.Search(query, measuring.Found, new SearchOptions { TargetRecall = Recall })),
            () => measuring.EachAsync(8, query => lists.Search(query, measuring.Found, new SearchOptions { TargetRecall = 1 })));
        measuring.Add("recall@100 of 0.95", seconds[0]!.Value * 1e6, "µs");
        measuring.Add("exact", seconds[1]!.Value * 1000, "ms");
    }
}
