namespace Tandem.Features.Categories;

/// <summary>
/// The loss of one node: that it chooses its ancestors v₁ … vₙ, from the parent up, rather than strangers. With the sum Z of
/// e^−d over the strangers it is Σⱼ wⱼ (d(vⱼ) + ln Sⱼ).
/// </summary>
/// <remarks>
/// <see cref="PoincareObjective.Ancestors"/> is Nickel and Kiela's loss (2017, equation 5): Sⱼ = Z + e^−d(vⱼ), w = 1.
/// <see cref="PoincareObjective.Parent"/> wants them in this order (Plackett–Luce): Sⱼ = Z + Σᵢ≥ⱼ e^−d(vᵢ), w = 1 for the parent
/// and 0.3 above it. Without the order a node's nearest neighbour is its root, which is near to everything.
/// </remarks>
internal static class AncestorChoice
{
    private const float WeightAboveParent = 0.3f;
    private const float SmallestSum = 1e-30f;

    /// <param name="objective">Which loss.</param>
    /// <param name="closeness">e^−d of the ancestors, the parent's first.</param>
    /// <param name="strangers">Z.</param>
    /// <param name="slopes">∂loss/∂d of the ancestors; written.</param>
    /// <param name="strangerSlope">∂loss/∂d of a stranger is −e^−d times this.</param>
    /// <returns>The loss.</returns>
    public static double Slopes(
        PoincareObjective objective, ReadOnlySpan<float> closeness, float strangers, Span<float> slopes, out float strangerSlope)
    {
        strangers = MathF.Max(strangers, SmallestSum);
        return objective == PoincareObjective.Ancestors
            ? Unordered(closeness, strangers, slopes, out strangerSlope)
            : Ordered(closeness, strangers, slopes, out strangerSlope);
    }

    private static double Unordered(ReadOnlySpan<float> closeness, float strangers, Span<float> slopes, out float strangerSlope)
    {
        double loss = 0;
        strangerSlope = 0;
        for (int j = 0; j < closeness.Length; j++)
        {
            float sum = strangers + closeness[j];
            loss -= Math.Log(closeness[j] / sum);
            slopes[j] = strangers / sum;
            strangerSlope += 1 / sum;
        }

        return loss;
    }

    private static double Ordered(ReadOnlySpan<float> closeness, float strangers, Span<float> slopes, out float strangerSlope)
    {
        double loss = 0;
        float sum = strangers;
        for (int j = closeness.Length - 1; j >= 0; j--)
        {
            sum += closeness[j];
            slopes[j] = Weight(j) / sum;
            loss -= Weight(j) * Math.Log(closeness[j] / sum);
        }

        strangerSlope = 0;
        for (int j = 0; j < closeness.Length; j++)
        {
            strangerSlope += slopes[j];
            slopes[j] = Weight(j) - (closeness[j] * strangerSlope);
        }

        return loss;
    }

    private static float Weight(int j) => j == 0 ? 1 : WeightAboveParent;
}
