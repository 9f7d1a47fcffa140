using System.Numerics;
using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>
/// How well distances reconstruct a hierarchy. The first two follow the "reconstruction" protocol of Nickel and Kiela (2017).
/// For a node u and each of its ancestors v, the rank of v is 1 + the number of nodes that are no ancestors of u (and not u
/// itself) and at most as far from u; ties count against it.
/// </summary>
/// <param name="MeanRank">Mean of that rank over all pairs of a node and an ancestor; 1 is perfect.</param>
/// <param name="MeanAveragePrecision">Mean over nodes of the average precision of their ancestors among all nodes ordered by distance; 1 is perfect.</param>
/// <param name="HitAt1">
/// Share of nodes whose nearest node, among those that lie nearer to the centre of the ball than they do, is a parent of
/// theirs. Parents are the ancestors that are above no other ancestor of the node, so that a closure may be given as well as
/// a tree.
/// </param>
/// <param name="Nodes">Nodes with ancestors that were evaluated; evenly spaced ones if there are more than 100,000.</param>
public sealed record PoincareQuality(double MeanRank, double MeanAveragePrecision, double HitAt1, int Nodes)
{
    private const int MostNodes = 100_000;
    private const int Chunk = 256;

    internal static PoincareQuality Of(
        TransitiveClosure graph, HyperbolicPoints points, ParallelOptions parallel, IProgress<ProgressReport>? progress)
    {
        int[] nodes = [.. Enumerable.Range(0, points.Count).Where(node => graph.Ancestors[node].Length > 0)];
        int stride = Math.Max(1, (nodes.Length + MostNodes - 1) / MostNodes);
        nodes = [.. nodes.Where((_, i) => i % stride == 0)];
        if (nodes.Length == 0)
        {
            return new PoincareQuality(0, 0, 0, 0);
        }

        PointBlock all = new(points.Dimension);
        all.Load(points, [.. Enumerable.Range(0, points.Count)]);
        int chunks = (nodes.Length + Chunk - 1) / Chunk;
        Sums[] sums = new Sums[chunks];
        int done = 0;
        Parallel.For(0, chunks, parallel, chunk =>
        {
            float[] distances = new float[all.Stride];
            foreach (int node in nodes.AsSpan(chunk * Chunk, Math.Min(Chunk, nodes.Length - (chunk * Chunk))))
            {
                sums[chunk] = sums[chunk].And(Evaluate(graph, points, all, node, distances));
            }

            progress?.Report(new ProgressReport("Measuring the embedding", Interlocked.Increment(ref done), chunks));
        });
        Sums total = sums.Aggregate(default(Sums), (left, right) => left.And(right));
        return new PoincareQuality(total.Ranks / total.Pairs, total.Precisions / nodes.Length, total.Hits / nodes.Length, nodes.Length);
    }

    private static Sums Evaluate(TransitiveClosure graph, HyperbolicPoints points, PointBlock all, int node, float[] distances)
    {
        for (int at = 0; at < all.Stride; at += Vector<float>.Count)
        {
            all.CoshDistanceLessOne(points, node, at).CopyTo(distances, at); // Grows with the distance, and is cheaper.
        }

        bool hit = graph.Parents[node].Contains(NearestInside(points, node, distances));
        int[] ancestors = graph.Ancestors[node];
        float[] related = [.. ancestors.Select(ancestor => distances[ancestor]).Order()];
        distances[node] = float.PositiveInfinity;
        foreach (int ancestor in ancestors)
        {
            distances[ancestor] = float.PositiveInfinity;
        }

        Span<int> nearer = stackalloc int[related.Length];
        float farthest = related[^1];
        foreach (float distance in distances.AsSpan(0, points.Count))
        {
            if (distance <= farthest)
            {
                for (int k = related.Length - 1; k >= 0 && distance <= related[k]; k--)
                {
                    nearer[k]++;
                }
            }
        }

        double ranks = 0, precision = 0;
        for (int k = 0; k < related.Length; k++)
        {
            ranks += nearer[k] + 1;
            precision += (k + 1.0) / (k + 1 + nearer[k]);
        }

        return new Sums(ranks, precision / related.Length, hit ? 1 : 0, related.Length);
    }

    private static int NearestInside(HyperbolicPoints points, int node, float[] distances)
    {
        float radius = points.Radius(node);
        int nearest = -1;
        for (int other = 0; other < points.Count; other++)
        {
            if ((nearest < 0 || distances[other] < distances[nearest]) && points.Radius(other) < radius)
            {
                nearest = other;
            }
        }

        return nearest;
    }

    private readonly record struct Sums(double Ranks, double Precisions, double Hits, long Pairs)
    {
        public Sums And(Sums other) => new(Ranks + other.Ranks, Precisions + other.Precisions, Hits + other.Hits, Pairs + other.Pairs);
    }
}
