namespace Tandem.Towers.Kernels;

/// <summary>Layer normalisation without gain and offset (Ba, Kiros &amp; Hinton 2016).</summary>
internal static class LayerNorm
{
    /// <summary>Added to the variance, as in PyTorch's <c>layer_norm</c>.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>(x − mean) / √(variance + <see cref="Epsilon"/>), the variance over all values.</summary>
    public static void Apply(ReadOnlySpan<float> x, Span<float> normal)
    {
        float sum = 0;
        foreach (float value in x)
        {
            sum += value;
        }

        float mean = sum / x.Length;
        float squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            normal[i] = x[i] - mean;
            squares += normal[i] * normal[i];
        }

        float scale = 1f / MathF.Sqrt((squares / x.Length) + Epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            normal[i] *= scale;
        }
    }
}
