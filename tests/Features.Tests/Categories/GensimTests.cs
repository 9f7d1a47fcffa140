using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

/// <summary>
/// Distances of one embedding by gensim, where the system's Python has it, and ranks among them by numpy: gensim's own evaluation counts a node as
/// a stranger of its own, and fails under numpy 1.24.
/// </summary>
public class GensimTests
{
    private const string Script = """
        import json, sys
        import numpy as np
        from gensim.models.poincare import PoincareKeyedVectors
        given = json.load(sys.stdin)
        points = np.array(given["points"])
        distances = np.array([PoincareKeyedVectors.vector_distance_batch(point, points) for point in points])
        ranks, precisions = [], []
        for node, ancestors in enumerate(given["ancestors"]):
            if ancestors:
                strangers = np.ones(len(points), dtype=bool)
                strangers[[node, *ancestors]] = False
                others, related = np.sort(distances[node][strangers]), np.sort(distances[node][ancestors])
                nearer = np.searchsorted(others, related, side="right")
                found = np.arange(1, len(related) + 1)
                ranks += (nearer + 1).tolist()
                precisions.append(np.mean(found / (found + nearer)))
        print(json.dumps({"distances": distances.tolist(), "meanRank": float(np.mean(ranks)), "map": float(np.mean(precisions))}))
        """;

    [Fact]
    public async Task Train_Tree_IsMeasuredAsGensimMeasuresIt()
    {
        // Few epochs, so that there is something to rank wrongly.
        (string Child, string Parent)[] tree = [.. Enumerable.Range(1, 200).Select(i => ($"n{i}", $"n{(i - 1) / 3}"))];
        PoincareEmbedding ours = PoincareTrainer.Train(tree, new PoincareOptions { Dimension = 3, Epochs = 4 }, new ParallelOptions());
        float[][] points = [.. Enumerable.Range(0, ours.Nodes.Count).Select(node => ours.Vector(node).ToArray())];
        int[][] ancestors = [.. ours.Nodes.Select(name => Above(int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture)).Select(above => Index(ours, above)).ToArray())];

        Answer? theirs = await SystemPython.AskAsync<Answer>(Script, new { points, ancestors }, TestContext.Current.CancellationToken);
        Assert.SkipWhen(theirs is null, $"{SystemPython.Path} has no gensim.");

        for (int i = 0; i < points.Length; i++)
        {
            for (int j = 0; j < points.Length; j++)
            {
                Assert.Equal(theirs.Distances[i][j], PoincareEmbedding.Distance(points[i], points[j]), 1e-6);
            }
        }

        Assert.InRange(ours.Quality.MeanAveragePrecision, 0.05, 0.95);
        Assert.Equal(theirs.Map, ours.Quality.MeanAveragePrecision, 1e-3);
        Assert.Equal(1, theirs.MeanRank / ours.Quality.MeanRank, 1e-3);
    }

    private static IEnumerable<int> Above(int node)
    {
        for (int above = node; above > 0;)
        {
            above = (above - 1) / 3;
            yield return above;
        }
    }

    private static int Index(PoincareEmbedding embedding, int node)
    {
        Assert.True(embedding.TryGetIndex($"n{node}", out int index));
        return index;
    }

    private sealed record Answer(double[][] Distances, double MeanRank, double Map);
}
