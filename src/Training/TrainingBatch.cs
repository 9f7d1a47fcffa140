using Tandem.Towers;

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

    /// <summary>Refuses a batch whose arrays do not fit each other or whose targets or codes point outside.</summary>
    /// <exception cref="ArgumentException">The message names the array and both lengths.</exception>
    public void Check(TowerShape shape, int items, TargetLoss loss)
    {
        int positions = Sequences * Length;
        Same(nameof(Items), Items.Length, positions);
        Same(nameof(EventFeatures), EventFeatures.Length, positions * shape.EventFeatures);
        Same(nameof(Positive), Positive.Length, TargetPosition.Length);
        Same(nameof(Weight), Weight.Length, TargetPosition.Length);
        Same(nameof(SharedNegativesLogQ), SharedNegativesLogQ.Length, SharedNegatives.Length);
        if (TargetPosition.Length == 0)
        {
            throw new ArgumentException("A batch needs at least one target.");
        }

        int negatives = loss == TargetLoss.PairwiseLogistic ? PairNegatives.Length : SharedNegatives.Length;
        if (negatives == 0 || (loss == TargetLoss.PairwiseLogistic && negatives % Positive.Length != 0))
        {
            throw new ArgumentException($"The loss {loss} needs negatives for each of {Positive.Length} targets, the batch has {negatives}.");
        }

        Codes(nameof(Items), Items, -1, items);
        Codes(nameof(Positive), Positive, 0, items);
        Codes(nameof(PairNegatives), PairNegatives, 0, items);
        Codes(nameof(SharedNegatives), SharedNegatives, 0, items);
        Codes(nameof(TargetPosition), TargetPosition, 0, positions);
        foreach (int position in TargetPosition)
        {
            if (Items[position] < 0)
            {
                throw new ArgumentException($"A target refers to position {position}, which is padding.");
            }
        }
    }

    private static void Same(string name, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{name} has {found} values, expected {expected}.");
        }
    }

    private static void Codes(string name, int[] codes, int lowest, int end)
    {
        foreach (int code in codes)
        {
            if (code < lowest || code >= end)
            {
                throw new ArgumentException($"{name} has {code}, expected {lowest} to {end - 1}.");
            }
        }
    }
}
