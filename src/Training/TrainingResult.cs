using Tandem.Towers;

namespace Tandem.Training;

/// <summary>What a training run gives.</summary>
/// <param name="Weights">As they would be published.</param>
/// <param name="Curve">One point an epoch or every <see cref="TrainerOptions.CurveEvery"/> batches, those before a resume included.</param>
/// <param name="Windows">Training sequences.</param>
/// <param name="StepsPerEpoch">Batches of an epoch.</param>
public sealed record TrainingResult(TowerWeights Weights, IReadOnlyList<EpochSummary> Curve, int Windows, int StepsPerEpoch);
