using System.Globalization;
using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// 70 components of a sparse multi-hot matrix and the projection of all its rows, beside scikit-learn's TruncatedSVD
/// (randomised, its defaults, 32-bit floats) on the same rows. Once with the few thousand columns of folded attributes,
/// once with so many that the randomised solver takes over.
/// </summary>
internal sealed class SvdSection : IFeatureBenchmarkSection
{
    private const int Components = 70;
    private const int Rounds = 3;
    private const int SmallestRows = 1000;

    public string Name => "svd";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context) =>
    [
        .. await MeasureAsync(1_000_000, 3000, context),
        .. await MeasureAsync(200_000, 30_000, context),
    ];

    private static async Task<IEnumerable<BenchmarkResult>> MeasureAsync(int standardRows, int columns, FeatureBenchmarkContext context)
    {
        int rows = Math.Max(SmallestRows, (int)(standardRows * context.Scale));
        string name = string.Create(CultureInfo.InvariantCulture, $"svd {rows} x {columns}");
        context.Progress.Report(new ProgressReport("Drawing rows", 0, 0, name));
        SparseMatrix matrix = AttributeRows.Draw(rows, columns, context.Seed);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Cancellation };
        double[] seconds = new double[Rounds];
        double explained = 0;
        for (int round = 0; round < Rounds; round++)
        {
            context.Progress.Report(new ProgressReport(name, round, Rounds));
            long started = context.Time.GetTimestamp();
            TruncatedSvd svd = TruncatedSvd.Fit(matrix, Components, context.Seed, parallel);
            float[] projected = svd.Transform(matrix, parallel);
            seconds[round] = context.Time.GetElapsedTime(started).TotalSeconds;
            explained = svd.ExplainedVariance;
            GC.KeepAlive(projected);
        }

        double median = seconds.Order().ElementAt(Rounds / 2);
        Figures? peer = await PeerAsync(matrix, columns, context);
        string? peerName = peer is null ? null : $"scikit-learn {peer.Version}";
        return
        [
            new BenchmarkResult($"{name}: fit and project", median, "s", peerName, peer?.Seconds, peer?.Seconds / median),
            new BenchmarkResult($"{name}: explained variance", explained, "of 1", peerName, peer?.Explained, explained / peer?.Explained),
        ];
    }

    private static async Task<Figures?> PeerAsync(SparseMatrix matrix, int columns, FeatureBenchmarkContext context)
    {
        if (context.Peer is null)
        {
            return null;
        }

        string file = Path.GetTempFileName();
        try
        {
            AttributeRows.Write(matrix, file);
            return await context.Peer.RunAsync<Figures>(
                "truncated_svd.py", [file, matrix.RowCount, columns, Components, context.Seed, context.Threads], context.Note, context.Cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Figures(string Version, double Seconds, double Explained);
}
