using Tandem.Datasets.Categories;
using Tandem.Features.Categories;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// Poincaré embeddings of the WordNet mammals closure in ten dimensions, both sides at their defaults but for the epochs,
/// beside gensim's PoincareModel with ten negatives (one thread: it has no more). A pair is a node and an ancestor; in Tandem
/// each is told apart from 256 negatives that a batch shares, in gensim from ten of its own. Both results are measured by Tandem.
/// </summary>
internal sealed class PoincareSection : IFeatureBenchmarkSection
{
    private const int Dimension = 10;
    private const int PeerEpochs = 50;
    private static readonly string Source = Path.Combine("..", "shared", "data", "wordnet", "mammal_closure.tsv.gz");

    public string Name => "poincare";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context)
    {
        if (!File.Exists(Source))
        {
            context.Note($"No Poincaré figures: {Source} is not below the current folder.");
            return [];
        }

        (string Child, string Parent)[] pairs =
            [.. CategoryFile.Read(Source, CategoryFileFormat.Edges).Select(category => (category.CategoryId, category.ParentId!))];
        PoincareOptions options = new() { Dimension = Dimension, Seed = context.Seed };
        options = options with { Epochs = Math.Max(1, (int)(options.Epochs * context.Scale)) };
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = 1, CancellationToken = context.Cancellation };
        PoincareTraining training = new(pairs, options);
        long started = context.Time.GetTimestamp();
        while (!training.IsDone)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            training.RunEpoch(parallel, context.Progress);
        }

        double rate = training.Pairs * options.Epochs / context.Time.GetElapsedTime(started).TotalSeconds;
        double precision = training.Finish(parallel).Quality.MeanAveragePrecision;
        Figures? peer = await PeerAsync(pairs, context);
        string? peerName = peer is null ? null : $"gensim {peer.Version}";
        return
        [
            new BenchmarkResult("poincare mammals 10-d, one thread: pairs", rate, "1/s", peerName, peer?.PairsPerSecond, rate / peer?.PairsPerSecond),
            new BenchmarkResult("poincare mammals 10-d: MAP", precision, "of 1", peerName, peer?.MeanAveragePrecision, precision / peer?.MeanAveragePrecision),
        ];
    }

    private static async Task<Figures?> PeerAsync((string Child, string Parent)[] pairs, FeatureBenchmarkContext context)
    {
        if (context.Peer is null)
        {
            return null;
        }

        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, pairs.Select(pair => $"{pair.Child}\t{pair.Parent}"), context.Cancellation);
            int epochs = Math.Max(1, (int)(PeerEpochs * context.Scale));
            return await context.Peer.RunAsync<Figures>("poincare.py", [file, Dimension, epochs, context.Seed], context.Note, context.Cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Figures(string Version, double PairsPerSecond, double MeanAveragePrecision);
}
