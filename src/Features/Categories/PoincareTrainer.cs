using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>Trains a Poincaré embedding of a hierarchy in one go; <see cref="PoincareTraining"/> is the same step by step.</summary>
public static class PoincareTrainer
{
    /// <param name="edges">Child and parent; more than one parent is allowed, a cycle is not.</param>
    /// <param name="options">How to train.</param>
    /// <param name="parallel">Threads; their number does not change the result.</param>
    /// <exception cref="TandemException">The edges form a cycle, or an option is out of range.</exception>
    public static PoincareEmbedding Train(
        IEnumerable<(string Child, string Parent)> edges,
        PoincareOptions options,
        ParallelOptions parallel,
        IProgress<ProgressReport>? progress = null)
    {
        PoincareTraining training = new(edges, options);
        while (!training.IsDone)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            training.RunEpoch(parallel, progress);
        }

        return training.Finish(parallel, progress);
    }
}
