using Tandem.Towers;
using Tandem.Training.Checkpoints;

namespace Tandem.Training;

/// <summary>
/// Which point of the curve is the best, when to stop waiting for a better one, and the weights of the best. All of it follows
/// from the curve, so a run that is resumed stops where an uninterrupted one does.
/// </summary>
internal sealed class EarlyStopping(TrainerOptions options, CheckpointFolder? checkpoints)
{
    private TowerWeights? _best;

    /// <summary>Position of the best point: the first that no later one exceeds by enough. Null without a validation or patience.</summary>
    public int? Best(IReadOnlyList<EpochSummary> curve)
    {
        int? best = null;
        for (int point = 0; options.Patience is not null && point < curve.Count; point++)
        {
            if (curve[point].Validation is { } value && !double.IsNaN(value)
                && (best is null || value > curve[best.Value].Validation + options.LeastImprovement))
            {
                best = point;
            }
        }

        return best;
    }

    /// <summary>True when as many points as <see cref="TrainerOptions.Patience"/> came after the best.</summary>
    public bool IsOver(IReadOnlyList<EpochSummary> curve) => Best(curve) is { } best && curve.Count - 1 - best >= options.Patience;

    /// <summary>Keeps the weights of the newest point if it is the best.</summary>
    public void Observe(IReadOnlyList<EpochSummary> curve, TowerWeights weights)
    {
        if (Best(curve) == curve.Count - 1)
        {
            // On the disk before the checkpoint whose curve says so. A checkpoint of an earlier point comes by here again.
            checkpoints?.SaveBest(weights);
            _best = weights;
        }
    }

    /// <summary>The weights to publish: those of the best point, or the last ones.</summary>
    public TowerWeights Choose(IReadOnlyList<EpochSummary> curve, Func<TowerWeights> last) =>
        Best(curve) is null ? last() : _best ??= checkpoints!.LoadBest();
}
