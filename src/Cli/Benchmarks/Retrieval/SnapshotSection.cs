using Tandem.Retrieval;
using Tandem.Retrieval.Snapshots;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>Writing a segment to a file and opening it again.</summary>
internal static class SnapshotSection
{
    public static async Task RunAsync(RetrievalMeasuring measuring, VectorSegment lists)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tandem-benchmark-");
        try
        {
            string path = Path.Combine(folder.FullName, "lists.segment");
            VectorSpace space = new(measuring.Set.Dimension, "benchmark", "benchmark");
            long started = measuring.Time.GetTimestamp();
            SegmentSnapshot.Write(path, lists, space, null, measuring.Cancellation);
            measuring.Add("snapshot write", measuring.Time.GetElapsedTime(started).TotalMilliseconds, "ms");
            double?[] seconds = await measuring.AlternateAsync(
                "snapshot",
                () => OpenAsync(measuring, path, space, SnapshotVerification.Header),
                () => OpenAsync(measuring, path, space, SnapshotVerification.Full));
            measuring.Add("snapshot open and first search, header verified", seconds[0]!.Value * 1000, "ms");
            measuring.Add("snapshot open and first search, all verified", seconds[1]!.Value * 1000, "ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<double?> OpenAsync(RetrievalMeasuring measuring, string path, VectorSpace space, SnapshotVerification verification)
    {
        long started = measuring.Time.GetTimestamp();
        SegmentSnapshot.Open(path, space, verification, InstructionPath.Automatic, measuring.Cancellation).Search(measuring.Set.Query(0), measuring.Found);
        return Task.FromResult<double?>(measuring.Time.GetElapsedTime(started).TotalSeconds);
    }
}
