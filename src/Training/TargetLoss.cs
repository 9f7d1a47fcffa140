namespace Tandem.Training;

/// <summary>
/// The loss of a target strategy. s is the cosine of user and item divided by the temperature. A shared negative that is the target's
/// own positive is none of its negatives.
/// </summary>
public enum TargetLoss
{
    /// <summary>−log σ(s⁺ − s⁻), mean over the target's own negatives (BPR, Rendle et al. 2009).</summary>
    PairwiseLogistic,

    /// <summary>
    /// Softmax cross-entropy of the positive against shared sampled negatives with logQ correction. With all items as negatives and no
    /// correction it is the full softmax, with the batch's positives the in-batch softmax.
    /// </summary>
    SampledSoftmax,

    /// <summary>
    /// −log Σⱼ qⱼ·σ(s⁺ − sⱼ) + λ Σⱼ qⱼ·sⱼ² with q the softmax over shared negatives (BPR-max, Hidasi &amp; Karatzoglou 2018);
    /// λ is <see cref="EngineOptions.BprMaxPenalty"/>.
    /// </summary>
    BprMax,

    /// <summary>
    /// (−β·log σ(s⁺ + b) − Σⱼ log(1 − σ(sⱼ + b))) / (k + 1) over k shared negatives with β = 1 − t·(1 − α), α = k / (items − 1):
    /// gBCE (Petrov &amp; Macdonald 2023). t is <see cref="EngineOptions.GbceCalibration"/>; the bias b is learned. Meant for uniform
    /// negatives.
    /// </summary>
    Gbce,
}
