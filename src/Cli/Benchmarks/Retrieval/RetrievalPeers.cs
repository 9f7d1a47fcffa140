using System.Runtime.InteropServices;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>faiss and hnswlib in a Python process of the system, on the same vectors.</summary>
internal static class RetrievalPeers
{
    /// <summary>The figures, or null when this machine has not the peers; the reason goes to <paramref name="note"/>.</summary>
    public static async Task<Figures?> RunAsync(
        float[] vectors, float[] queries, int dimension, int k, bool hnsw, Action<string> note, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        try
        {
            string vectorFile = Path.Combine(folder, "vectors.f32");
            string queryFile = Path.Combine(folder, "queries.f32");
            Write(vectorFile, vectors);
            Write(queryFile, queries);
            return await PythonPeer.OfTheSystem.RunAsync<Figures>(
                "retrieval_peers.py", [vectorFile, queryFile, dimension, k, hnsw ? 1 : 0], note, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, float[] values)
    {
        using FileStream file = File.Create(path);
        const int PartValues = 1 << 24;
        for (int first = 0; first < values.Length; first += PartValues)
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(PartValues, values.Length - first))));
        }
    }

    /// <param name="Seconds">One query.</param>
    internal sealed record Point(double Setting, double Recall, double Seconds);

    internal sealed record Figures(
        string FaissVersion, double FlatBatchSeconds, Point[] Ivf, double IvfBuildSeconds, Point[] Hnsw, double HnswBuildSeconds)
    {
        /// <summary>The fastest setting that reaches the recall.</summary>
        public static double? QueriesASecond(Point[] curve, double recall) =>
            curve.Where(point => point.Recall >= recall).Select(point => (double?)(1 / point.Seconds)).Max();
    }
}
