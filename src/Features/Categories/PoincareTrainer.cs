using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Trains a Poincaré embedding of a hierarchy by Riemannian stochastic gradient descent on the pairs of its transitive
/// closure (Nickel and Kiela, 2017). Single-threaded: the same edges, options and seed give the same bytes.
/// </summary>
public static class PoincareTrainer
{
    /// <summary>Hyperbolic length of one level of the hierarchy in the starting points.</summary>
    private const double LevelLength = 1;

    /// <summary>Length of the random direction that is added to the parent's, which has length 1.</summary>
    private const double Spread = 0.7;

    private const int DrawsBeforeUniform = 4;

    /// <param name="edges">Child and parent; more than one parent is allowed, a cycle is not.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="TandemException">The edges form a cycle, or an option is out of range.</exception>
    public static PoincareEmbedding Train(
        IEnumerable<(string Child, string Parent)> edges,
        PoincareOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        TransitiveClosure graph = TransitiveClosure.Of(edges);
        PoincareBall ball = new(graph.Names.Length, options.Dimension);
        Random random = new(options.Seed);
        Place(graph, ball, random);
        Run(graph, ball, options, random, progress, cancellation);
        float[] vectors = new float[ball.Count * options.Dimension];
        for (int node = 0; node < ball.Count; node++)
        {
            ball[node].CopyTo(vectors.AsSpan(node * options.Dimension));
        }

        return new PoincareEmbedding(graph.Names, vectors, options.Dimension, PoincareQuality.Of(graph, ball, cancellation));
    }

    /// <summary>
    /// Starting points along the hierarchy: roots near the centre, each child one level further out, near its nearest
    /// ancestor's direction. The paper starts all points at random near the centre; with a few hundred epochs instead of
    /// thousands a large tree does not untangle from there.
    /// </summary>
    private static void Place(TransitiveClosure graph, PoincareBall ball, Random random)
    {
        float[] direction = new float[ball.Dimension];
        foreach (int node in Enumerable.Range(0, ball.Count).OrderBy(node => graph.Depths[node]))
        {
            for (int i = 0; i < direction.Length; i++)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                direction[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            Kernels.Normalise(direction);
            int depth = graph.Depths[node];
            if (depth > 1)
            {
                int parent = graph.Ancestors[node].MaxBy(ancestor => graph.Depths[ancestor]);
                float[] along = ball[parent].ToArray();
                Kernels.Normalise(along);
                Kernels.AddScaled(along, direction, (float)Spread);
                Kernels.Normalise(along);
                along.CopyTo(direction, 0);
            }

            // A point at hyperbolic distance h from the centre has the norm tanh(h / 2).
            ball[node].Clear();
            Kernels.AddScaled(ball[node], direction, (float)Math.Tanh(Math.Max(1e-3, LevelLength * depth) / 2));
        }
    }

    private static void Run(
        TransitiveClosure graph,
        PoincareBall ball,
        PoincareOptions options,
        Random random,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        (int Node, int Ancestor)[] pairs =
        [
            .. graph.Ancestors.Index().SelectMany(entry => entry.Item.Select(ancestor => (entry.Index, ancestor))),
        ];
        if (pairs.Length == 0)
        {
            return;
        }

        int epochs = (int)Math.Clamp(options.MaxSteps / pairs.Length, 1, options.BurnInEpochs + options.Epochs);
        int burnIn = Math.Min(options.BurnInEpochs, epochs / 2);
        int[] targets = new int[options.Negatives + 1];
        float[] scratch = new float[2 * targets.Length];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            random.Shuffle(pairs);
            double done = Math.Max(0, epoch - burnIn) / (double)Math.Max(1, epochs - burnIn);
            float rate = (float)(options.LearningRate * (epoch < burnIn ? options.BurnInFactor : 1 - (0.9 * done)));
            double loss = 0;
            foreach ((int node, int ancestor) in pairs)
            {
                targets[0] = ancestor;
                int count = 1 + DrawNegatives(graph, node, targets.AsSpan(1), options.NearNegatives, random);
                loss += ball.Step(node, targets.AsSpan(0, count), scratch, rate);
            }

            progress?.Report(new ProgressReport(
                "Poincaré embedding", epoch + 1, epochs, FormattableString.Invariant($"loss {loss / pairs.Length:0.0000}")));
        }
    }

    /// <summary>Nodes that are neither the node nor above it; fewer than wanted if it is hard to find any.</summary>
    private static int DrawNegatives(TransitiveClosure graph, int node, Span<int> negatives, double near, Random random)
    {
        int count = 0;
        int[] ancestors = graph.Ancestors[node];
        for (int i = 0; i < negatives.Length; i++)
        {
            bool nearby = random.NextDouble() < near;
            for (int draw = 0; draw < 2 * DrawsBeforeUniform; draw++)
            {
                int candidate;
                if (nearby && draw < DrawsBeforeUniform)
                {
                    int[] siblings = graph.Children[ancestors[random.Next(ancestors.Length)]];
                    candidate = siblings[random.Next(siblings.Length)];
                }
                else
                {
                    candidate = random.Next(graph.Names.Length);
                }

                if (candidate != node && !graph.IsAncestor(node, candidate))
                {
                    negatives[count++] = candidate;
                    break;
                }
            }
        }

        return count;
    }
}
