using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>
/// Trains a Poincaré embedding of a hierarchy by Riemannian stochastic gradient descent on the pairs of its transitive
/// closure (Nickel and Kiela, 2017). Single-threaded: the same edges, options and seed give the same bytes.
/// </summary>
public static class PoincareTrainer
{
    private const float InitialSpread = 1e-3f;
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
        for (int node = 0; node < ball.Count; node++)
        {
            foreach (ref float value in ball[node])
            {
                value = ((float)random.NextDouble() - 0.5f) * 2 * InitialSpread;
            }
        }

        Run(graph, ball, options, random, progress, cancellation);
        float[] vectors = new float[ball.Count * options.Dimension];
        for (int node = 0; node < ball.Count; node++)
        {
            ball[node].CopyTo(vectors.AsSpan(node * options.Dimension));
        }

        return new PoincareEmbedding(graph.Names, vectors, options.Dimension, PoincareQuality.Of(graph, ball, cancellation));
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
