using Tandem.Datasets;
using Tandem.Towers;
using Tandem.Training.Targets;

namespace Tandem.Training;

/// <summary>What is trained on what.</summary>
public sealed record TrainingJob
{
    /// <summary>The events up to the training cut.</summary>
    public required Interactions Interactions { get; init; }

    /// <summary>[items, Fused] row-major, in the order of <see cref="Interactions.ItemIds"/>.</summary>
    public required float[] Fused { get; init; }

    public required TargetStrategy Strategy { get; init; }

    /// <summary>The model. Its loss is the strategy's, whatever is set here.</summary>
    public EngineOptions Engine { get; init; } = new();

    public TrainerOptions Options { get; init; } = new();

    /// <summary>Weights to start from; null initialises from the seed.</summary>
    public TowerWeights? Initial { get; init; }

    /// <summary>Called after each epoch with the weights as they would be published; its result enters the curve.</summary>
    public Func<EpochSummary, TowerWeights, double?>? Validate { get; init; }
}
