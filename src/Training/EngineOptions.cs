using Tandem.Towers;

namespace Tandem.Training;

/// <summary>What an engine is created with.</summary>
public sealed record EngineOptions
{
    public TowerShape Shape { get; init; } = new();

    public TargetLoss Loss { get; init; } = TargetLoss.SampledSoftmax;

    /// <summary>Probability that an item's id residual is dropped in a step, so that content alone must do. Default 0.1.</summary>
    public float IdDropout { get; init; } = 0.1f;

    /// <summary>Dropout on the user tower's input and output. Default 0.1, for runs of minutes; 0.35 pays in runs of many epochs.</summary>
    public float Dropout { get; init; } = 0.1f;

    /// <summary>Temperature at the start. Default 0.06.</summary>
    public float InitialTemperature { get; init; } = 0.06f;

    /// <summary>
    /// <see cref="TargetLoss.Gbce"/>: what is added to logits at the start. Default -5: most items are no positives, and a loss that
    /// begins by learning this learns little else (Zhai et al. 2023).
    /// </summary>
    public float InitialLogitBias { get; init; } = -5f;

    /// <summary>
    /// <see cref="TargetLoss.Gbce"/>: the calibration t of the positive's weight, 0 (plain binary cross-entropy) to 1 (as if all
    /// items were negatives). Default 0.75.
    /// </summary>
    public float GbceCalibration { get; init; } = 0.75f;

    /// <summary>
    /// <see cref="TargetLoss.BprMax"/>: weight of the penalty on large negative logits, 0 or more. Default 0: cosines are bounded anyway.
    /// </summary>
    public float BprMaxPenalty { get; init; }

    /// <summary>Gradients are scaled so that their global L2 norm is at most this. Default 5.</summary>
    public float GradientClip { get; init; } = 5f;

    /// <summary>
    /// Decay of the exponential moving average of weights that is exported; 0 exports the raw weights. Default 0.97: an average
    /// over some 30 steps, since a run may have only hundreds.
    /// </summary>
    public float WeightAverageDecay { get; init; } = 0.97f;

    public int Seed { get; init; } = 17;

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";
}
