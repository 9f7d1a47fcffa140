using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>
/// The update rule of all weights: AdamW (Loshchilov &amp; Hutter 2019) without weight decay, which is Adam with bias correction, and
/// the exponential moving average of weights. β = (0.9, 0.98).
/// </summary>
internal static class AdamW
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.98f;
    public const float Epsilon = 1e-8f;

    /// <summary>Advances moments in place and subtracts lr · m̂ / (√v̂ + ε) from the weights in place.</summary>
    /// <param name="step">Steps done, this one included.</param>
    public static void Update(Tensor weight, Tensor gradient, Tensor first, Tensor second, float learningRate, long step)
    {
        first.mul_(Beta1).add_(gradient, alpha: 1f - Beta1);
        second.mul_(Beta2).addcmul_(gradient, gradient, 1f - Beta2);
        double correction1 = 1d - Math.Pow(Beta1, step);
        double correction2 = 1d - Math.Pow(Beta2, step);
        using Tensor scaled = second.sqrt();
        scaled.div_(Math.Sqrt(correction2)).add_(Epsilon);
        weight.addcdiv_(first, scaled, -learningRate / correction1);
    }
}
