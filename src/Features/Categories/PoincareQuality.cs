namespace Tandem.Features.Categories;

/// <summary>
/// How well distances reconstruct a hierarchy (the "reconstruction" protocol of Nickel and Kiela, 2017). For a node u and
/// each of its ancestors v, the rank of v is 1 + the number of nodes that are no ancestors of u (and not u itself) and at
/// most as far from u; ties count against it.
/// </summary>
/// <param name="MeanRank">Mean of that rank over all pairs of a node and an ancestor; 1 is perfect.</param>
/// <param name="MeanAveragePrecision">Mean over nodes of the average precision of their ancestors among all nodes ordered by distance; 1 is perfect.</param>
/// <param name="HitAt1">Share of nodes whose nearest other node is one of their ancestors.</param>
/// <param name="Nodes">Nodes with ancestors that were evaluated; evenly spaced ones if there are very many.</param>
public sealed record PoincareQuality(double MeanRank, double MeanAveragePrecision, double HitAt1, int Nodes)
{
    private const int MostNodes = 2000;

    internal static PoincareQuality Of(TransitiveClosure graph, PoincareBall ball, CancellationToken cancellation)
    {
        int[] nodes = [.. Enumerable.Range(0, ball.Count).Where(node => graph.Ancestors[node].Length > 0)];
        int stride = Math.Max(1, (nodes.Length + MostNodes - 1) / MostNodes);
        double ranks = 0, precisions = 0, hits = 0;
        int evaluated = 0;
        long pairs = 0;
        float[] others = new float[ball.Count];
        for (int i = 0; i < nodes.Length; i += stride)
        {
            cancellation.ThrowIfCancellationRequested();
            int u = nodes[i];
            int count = 0;
            for (int v = 0; v < ball.Count; v++)
            {
                if (v != u && !graph.IsAncestor(u, v))
                {
                    others[count++] = ball.Nearness(u, v);
                }
            }

            Span<float> strangers = others.AsSpan(0, count);
            strangers.Sort();
            float[] related = [.. graph.Ancestors[u].Select(v => ball.Nearness(u, v)).Order()];
            double precision = 0;
            for (int k = 0; k < related.Length; k++)
            {
                int nearer = NotFarther(strangers, related[k]);
                ranks += nearer + 1;
                precision += (k + 1.0) / (k + 1 + nearer);
            }

            pairs += related.Length;
            precisions += precision / related.Length;
            hits += NotFarther(strangers, related[0]) == 0 ? 1 : 0;
            evaluated++;
        }

        return evaluated == 0
            ? new PoincareQuality(0, 0, 0, 0)
            : new PoincareQuality(ranks / pairs, precisions / evaluated, hits / evaluated, evaluated);
    }

    private static int NotFarther(ReadOnlySpan<float> sorted, float distance)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= distance ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
