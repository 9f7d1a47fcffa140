using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>The update rule of <see cref="AdamWConstants"/> on tensors.</summary>
internal static class AdamW
{
    /// <summary>Advances moments in place and subtracts lr · m̂ / (√v̂ + ε) from the weights in place.</summary>
    /// <param name="step">Steps done, this one included.</param>
    public static void Update(Tensor weight, Tensor gradient, Tensor first, Tensor second, float learningRate, long step)
    {
        first.mul_(AdamWConstants.Beta1).add_(gradient, alpha: 1f - AdamWConstants.Beta1);
        second.mul_(AdamWConstants.Beta2).addcmul_(gradient, gradient, 1f - AdamWConstants.Beta2);
        double correction1 = 1d - Math.Pow(AdamWConstants.Beta1, step);
        double correction2 = 1d - Math.Pow(AdamWConstants.Beta2, step);
        using Tensor scaled = second.sqrt();
        scaled.div_(Math.Sqrt(correction2)).add_(AdamWConstants.Epsilon);
        weight.addcdiv_(first, scaled, -learningRate / correction1);
    }
}
