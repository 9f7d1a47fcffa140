namespace Tandem.Training.Managed;

/// <summary>The numbers of one optimiser step that all weights share.</summary>
/// <param name="Number">Steps done, this one included.</param>
/// <param name="Rate">Learning rate / (1 − β₁ᵗ).</param>
/// <param name="RootCorrection">1 / √(1 − β₂ᵗ).</param>
internal readonly record struct AdamWStep(long Number, float Rate, float RootCorrection)
{
    public static AdamWStep At(long number, float learningRate) => new(
        number,
        (float)(learningRate / (1d - Math.Pow(AdamWConstants.Beta1, number))),
        (float)(1d / Math.Sqrt(1d - Math.Pow(AdamWConstants.Beta2, number))));
}
