using System.Globalization;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>Approximate searches by their recall, beside the fastest settings of faiss and hnswlib that reach the recall that was measured here.</summary>
internal static class RecallSection
{
    private static readonly double[] Recalls = [0.9, 0.95, 0.99, 0.999];

    public static async Task RunAsync(RetrievalMeasuring measuring, VectorSegment lists, HashSet<int>[] truth, RetrievalPeers? peers)
    {
        foreach (double recall in Recalls)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"recall@100 of {recall}");
            double reached = measuring.Recall(lists, truth, recall);
            measuring.Add($"{name}, measured", reached, "of 1");
            Func<Task<double?>> ours = () => measuring.EachAsync(query => lists.Search(query, measuring.Found, new SearchOptions { TargetRecall = recall }));
            Func<Task<double?>> ivf = await RoundsAsync(peers, "ivf", reached);
            Func<Task<double?>> hnsw = await RoundsAsync(peers, "hnsw", reached);
            double?[] seconds = await measuring.AlternateAsync(name, ours, ivf, hnsw);
            double rate = 1 / seconds[0]!.Value;
            measuring.Add(name, rate, "queries/s", "faiss IVFFlat at that recall", 1 / seconds[1], rate * seconds[1]);
            if (seconds[2] is not null)
            {
                measuring.Add(name, rate, "queries/s", "hnswlib at that recall", 1 / seconds[2], rate * seconds[2]);
            }
        }
    }

    private static async Task<Func<Task<double?>>> RoundsAsync(RetrievalPeers? peers, string index, double recall) =>
        peers is not null && await peers.CommandForAsync(index, recall) is { } command
            ? () => peers.SecondsAsync(command)
            : static () => Task.FromResult<double?>(null);
}
