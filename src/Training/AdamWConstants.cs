namespace Tandem.Training;

/// <summary>
/// The update rule of all weights in every engine: AdamW (Loshchilov &amp; Hutter 2019) without weight decay, which is Adam with bias
/// correction. β₂ below the usual 0.999, because a run may have only hundreds of steps.
/// </summary>
internal static class AdamWConstants
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.98f;
    public const float Epsilon = 1e-8f;
}
