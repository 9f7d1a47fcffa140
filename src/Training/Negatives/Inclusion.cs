namespace Tandem.Training.Negatives;

/// <summary>
/// The log probability of an item being among a batch's negatives at all, which a sampled softmax subtracts from its logit
/// (Bengio &amp; Senécal 2008; Yi et al. 2019): with n_s draws of probability p_s from each source s, log(1 − Π (1 − p_s)^n_s).
/// </summary>
internal static class Inclusion
{
    /// <summary>log (1 − p)^draws, without loss of digits for small p: p + p²/2 stands for −log(1 − p) where that rounds.</summary>
    public static double LogMiss(double probability, int draws) =>
        draws * (probability < 1e-5 ? -(probability + (probability * probability / 2)) : Math.Log(1 - probability));

    /// <summary>log(1 − e^miss) for miss at most 0.</summary>
    public static double Log(double miss) => Math.Log(miss > -1e-5 ? -(miss + (miss * miss / 2)) : 1 - Math.Exp(miss));
}
