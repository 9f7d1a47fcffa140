namespace Tandem.Training;

/// <summary>
/// What one step of an engine needs, in plain arrays. Items are dense codes (rows of the fused matrix and of the id residual).
/// </summary>
public sealed record TrainingBatch
{
    /// <summary>Sequences in the batch.</summary>
    public required int Sequences { get; init; }

    /// <summary>Padded length; real events come first, padding last.</summary>
    public required int Length { get; init; }

    /// <summary>[Sequences, Length] item codes, -1 for padding.</summary>
    public required int[] Items { get; init; }

    /// <summary>[Sequences, Length, EventFeatures], zeros at padding.</summary>
    public required float[] EventFeatures { get; init; }

    /// <summary>[targets] flattened index (sequence · Length + position) of the state that must predict the target.</summary>
    public required int[] TargetPosition { get; init; }

    /// <summary>[targets] item code of the positive.</summary>
    public required int[] Positive { get; init; }

    /// <summary>[targets] weight of the target in the mean loss.</summary>
    public required float[] Weight { get; init; }

    /// <summary>Pairwise loss: [targets · NegativesPerTarget] item codes. Empty otherwise.</summary>
    public int[] PairNegatives { get; init; } = [];

    /// <summary>Sampled softmax: negatives shared by all targets, without duplicates. Empty otherwise.</summary>
    public int[] SharedNegatives { get; init; } = [];

    /// <summary>
    /// Sampled softmax: log of each shared negative's probability of being in the batch, parallel to <see cref="SharedNegatives"/>,
    /// subtracted from its logit (Bengio &amp; Senécal 2008; Yi et al. 2019).
    /// </summary>
    public float[] SharedNegativesLogQ { get; init; } = [];
}
