using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>faiss and hnswlib in a Python process of the system, on the same vectors.</summary>
internal static class RetrievalPeers
{
    private const string Python = "/usr/bin/python3";
    private const string Script = "bench/peers/retrieval_peers.py";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The figures, or null when this machine has not the peers; the reason goes to <paramref name="note"/>.</summary>
    public static async Task<Figures?> RunAsync(
        float[] vectors, float[] queries, int dimension, int k, bool hnsw, Action<string> note, CancellationToken cancellation)
    {
        if (!File.Exists(Script))
        {
            note($"No peers: {Script} is not below the current folder.");
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        try
        {
            string vectorFile = Path.Combine(folder, "vectors.f32");
            string queryFile = Path.Combine(folder, "queries.f32");
            Write(vectorFile, vectors);
            Write(queryFile, queries);
            ProcessStartInfo start = new(
                Python, [Script, vectorFile, queryFile, Number(dimension), Number(k), hnsw ? "1" : "0"])
            { RedirectStandardOutput = true, RedirectStandardError = true };

            // A kernel that somebody chose for another processor would make the peer slow.
            start.Environment.Remove("OPENBLAS_CORETYPE");
            start.Environment.Remove("OPENBLAS_L2_SIZE");
            using Process process = Process.Start(start) ?? throw new TandemException($"{Python} did not start.");
            using CancellationTokenRegistration kill = cancellation.Register(process.Kill);
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
            {
                note($"No peers: {Python} {Script} failed: {(await errors).TrimEnd().Split('\n')[^1]}");
                return null;
            }

            return JsonSerializer.Deserialize<Figures>(output.TrimEnd().Split('\n')[^1], Json);
        }
        catch (Win32Exception error)
        {
            note($"No peers: {Python}: {error.Message}");
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

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
