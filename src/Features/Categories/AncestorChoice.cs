namespace Tandem.Features.Categories;

/// <summary>
/// The loss of one node: that it chooses its ancestors, the nearest one in the hierarchy first, from among all the others
/// (Plackett–Luce). With ancestors v₁ … vₙ from the parent up, the sum Z of e^−d over the strangers, and
/// Sⱼ = Z + Σᵢ≥ⱼ e^−d(vᵢ), it is Σⱼ wⱼ (d(vⱼ) + ln Sⱼ), where w is 1 for the parent and the stated weight for those above.
/// </summary>
/// <remarks>
/// Nickel and Kiela's loss (2017, equation 5) is the same without the order: there Sⱼ = Z + e^−d(vⱼ). The order is what makes
/// a node's parent its nearest neighbour and not its root, which is near to everything.
/// </remarks>
internal static class AncestorChoice
{
    private const float SmallestSum = 1e-30f;

    /// <param name="closeness">e^−d of the ancestors, the parent's first.</param>
    /// <param name="strangers">Z.</param>
    /// <param name="ancestorWeight">w above the parent.</param>
    /// <param name="slopes">∂loss/∂d of the ancestors; written.</param>
    /// <param name="strangerSlope">∂loss/∂d of a stranger is −e^−d times this.</param>
    /// <returns>The loss.</returns>
    public static double Slopes(
        ReadOnlySpan<float> closeness, float strangers, float ancestorWeight, Span<float> slopes, out float strangerSlope)
    {
        double loss = 0;
        float sum = MathF.Max(strangers, SmallestSum);
        for (int j = closeness.Length - 1; j >= 0; j--)
        {
            sum += closeness[j];
            float weight = Weight(j, ancestorWeight);
            slopes[j] = weight / sum;
            loss -= weight * Math.Log(closeness[j] / sum);
        }

        float before = 0;
        for (int j = 0; j < closeness.Length; j++)
        {
            before += slopes[j];
            slopes[j] = Weight(j, ancestorWeight) - (closeness[j] * before);
        }

        strangerSlope = before;
        return loss;
    }

    private static float Weight(int j, float ancestorWeight) => j == 0 ? 1 : ancestorWeight;
}
