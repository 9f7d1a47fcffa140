namespace Tandem.Training;

/// <summary>The loss of a target strategy.</summary>
public enum TargetLoss
{
    /// <summary>−log σ((s⁺ − s⁻) / temperature), mean over pairs (BPR, Rendle et al. 2009).</summary>
    PairwiseLogistic,

    /// <summary>
    /// Softmax cross-entropy of the positive against shared sampled negatives with logQ correction; a shared negative equal to
    /// the row's positive is masked.
    /// </summary>
    SampledSoftmax,
}
