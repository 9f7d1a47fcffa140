using Tandem.Towers;

namespace Tandem.Training;

/// <summary>What a training run gives.</summary>
/// <param name="Weights">As they would be published; with <see cref="TrainerOptions.Patience"/> those of the best point.</param>
/// <param name="Curve">One point an epoch or every <see cref="TrainerOptions.CurveEvery"/> batches, those before a resume included.</param>
/// <param name="Windows">Training sequences.</param>
/// <param name="StepsPerEpoch">Batches of an epoch.</param>
public sealed record TrainingResult(TowerWeights Weights, IReadOnlyList<EpochSummary> Curve, int Windows, int StepsPerEpoch)
{
    /// <summary>Position in <see cref="Curve"/> of the point that the weights are of; null: they are the last ones.</summary>
    public int? BestPoint { get; init; }

    /// <summary>True if <see cref="TrainerOptions.Patience"/> ended the run before its last batch.</summary>
    public bool StoppedEarly { get; init; }
}
