using System.Runtime.Intrinsics;
using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>
/// The arithmetic of training on one thread. There is one implementation for each vector width; <see cref="Best"/> is chosen once.
/// Elementwise kernels run over padded rows, whose length is a multiple of the widest vector, and map zeros of the padding to zeros
/// unless they say otherwise. Stateless and thread-safe.
/// </summary>
internal abstract class TowerKernels
{
    /// <summary>The kernels of the widest vectors that this machine has.</summary>
    public static TowerKernels Best { get; } = Of(SimdWidth.Best);

    /// <summary>The kernels of one of <see cref="SimdWidth"/>'s widths, also of one that this machine must emulate.</summary>
    public static TowerKernels Of(int width) => width switch
    {
        SimdWidth.V512 => new SimdKernels<Simd512, Vector512<float>, Eight>(),
        SimdWidth.V256 => new SimdKernels<Simd256, Vector256<float>, Four>(),
        SimdWidth.V128 => new SimdKernels<Simd128, Vector128<float>, Four>(),
        SimdWidth.Scalar => new SimdKernels<SimdScalar, float, Four>(),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "Expected 1, 4, 8 or 16 floats."),
    };

    /// <summary>Floats per vector.</summary>
    public abstract int Width { get; }

    /// <summary>c = a·b + start, with a [m, k], b [k, n], c [m, n].</summary>
    public abstract void Product(Block a, Block b, Block c, Start start);

    /// <summary>c = aᵀ·b + start, with a [k, m], b [k, n], c [m, n].</summary>
    public abstract void ProductOfTransposed(Block a, Block b, Block c, Start start);

    /// <summary>Σ left · right.</summary>
    public abstract float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right);

    /// <summary>destination += scale · source.</summary>
    public abstract void AddScaled(Span<float> destination, ReadOnlySpan<float> source, float scale);

    /// <summary>values *= scale.</summary>
    public abstract void Scale(Span<float> values, float scale);

    /// <summary>activated = gelu(x) = x · Φ(x), the exact one.</summary>
    public abstract void Gelu(ReadOnlySpan<float> x, Span<float> activated);

    /// <summary>gradient *= gelu'(x) = Φ(x) + x · φ(x).</summary>
    public abstract void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient);

    /// <summary>In place x / ‖x‖; returns 1 / max(‖x‖, 1e-12).</summary>
    public float Normalise(Span<float> x)
    {
        float inverse = 1f / MathF.Max(MathF.Sqrt(Dot(x, x)), Normalisation.Epsilon);
        Scale(x, inverse);
        return inverse;
    }

    /// <summary>From the gradient at y = x / ‖x‖ to the gradient at x, in place: (dy − y · (y·dy)) / ‖x‖.</summary>
    public void NormaliseBackward(ReadOnlySpan<float> y, float inverseNorm, Span<float> gradient)
    {
        AddScaled(gradient, y, -Dot(y, gradient));
        Scale(gradient, inverseNorm);
    }

    /// <summary>In place (x − mean) / √(variance + 1e-5), over all of a row whose length is a whole number of vectors; returns what it was scaled by.</summary>
    public float LayerNorm(Span<float> x)
    {
        Subtract(x, Mean(x));
        float scale = 1f / MathF.Sqrt((Dot(x, x) / x.Length) + Towers.Kernels.LayerNorm.Epsilon);
        Scale(x, scale);
        return scale;
    }

    /// <summary>From the gradient at y = norm(x) to the gradient at x, in place: (dy − mean(dy) − y · mean(y·dy)) · scale.</summary>
    public void LayerNormBackward(ReadOnlySpan<float> y, float scale, Span<float> gradient)
    {
        float along = Dot(y, gradient) / y.Length;
        Subtract(gradient, Mean(gradient));
        AddScaled(gradient, y, -along);
        Scale(gradient, scale);
    }

    /// <summary>
    /// The element-wise part of one GRU step: r = σ(i_r + h_r), z = σ(i_z + h_z), n = tanh(i_n + r·h_n), h' = (1 − z)·n + z·h.
    /// Padding of r and z is not zero afterwards, that of n and h' is.
    /// </summary>
    /// <param name="gates">[3, stride] W_i·x + b_i for r, z, n; becomes r, z, n.</param>
    /// <param name="hidden">[3, stride] W_h·h + b_h for r, z, n.</param>
    /// <param name="previous">[stride] h</param>
    /// <param name="next">[stride] becomes h'.</param>
    public abstract void GruStep(Span<float> gates, ReadOnlySpan<float> hidden, ReadOnlySpan<float> previous, Span<float> next);

    /// <summary>
    /// Backwards through <see cref="GruStep"/>: with dn = dh'·(1 − z)·(1 − n²), dz = dh'·(h − n)·z·(1 − z), dr = dn·h_n·r·(1 − r)
    /// the gradient of the input side is (dr, dz, dn), of the hidden side (dr, dz, dn·r), and what h gets directly is dh'·z.
    /// </summary>
    /// <param name="gates">[3, stride] r, z, n; becomes the gradient of the input side.</param>
    /// <param name="hiddenNew">[stride] h_n of the forward pass.</param>
    /// <param name="previous">[stride] h</param>
    /// <param name="gradient">[stride] dh'; becomes dh'·z.</param>
    /// <param name="hidden">[3, stride] becomes the gradient of the hidden side.</param>
    public abstract void GruStepBackward(
        Span<float> gates, ReadOnlySpan<float> hiddenNew, ReadOnlySpan<float> previous, Span<float> gradient, Span<float> hidden);

    /// <summary>values = values · scale − offsets.</summary>
    public abstract void ScaleAndSubtract(Span<float> values, float scale, ReadOnlySpan<float> offsets);

    /// <summary>The largest value.</summary>
    public abstract float Largest(ReadOnlySpan<float> values);

    /// <summary>In place e^(x − shift); returns the sum.</summary>
    public abstract float ExpSum(Span<float> values, float shift);

    /// <summary>In place σ(x); returns Σ σ(x) and Σ ln(1 + eˣ).</summary>
    public abstract (float Sigmoid, float Softplus) LogisticSums(Span<float> values);

    /// <summary>What BPR-max sums up for one positive, see <see cref="BprMaxSums"/>.</summary>
    /// <param name="logits">sⱼ of the negatives.</param>
    /// <param name="weights">Softmax weights before they are divided by their sum; 0 where there is no negative.</param>
    /// <param name="positive">s⁺</param>
    public abstract BprMaxSums BprMax(ReadOnlySpan<float> logits, ReadOnlySpan<float> weights, float positive);

    /// <summary>
    /// Adds scale · dL/dsⱼ of BPR-max for one positive: qⱼ·(σ'ⱼ − σⱼ + A)/A + λ·qⱼ·(sⱼ² − R + 2sⱼ) with A = Σ qσ, R = Σ q·s².
    /// </summary>
    /// <param name="gradient">[negatives], added to.</param>
    public abstract void BprMaxBackward(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> weights, float positive, BprMaxSums sums, float penalty, float scale, Span<float> gradient);

    /// <summary>One AdamW step, see <see cref="AdamWConstants"/>: the moments advance, weight −= rate · m / (√v · rootCorrection + ε).</summary>
    /// <param name="rate">Learning rate / (1 − β₁ᵗ).</param>
    /// <param name="rootCorrection">1 / √(1 − β₂ᵗ).</param>
    public abstract void AdamW(
        Span<float> weight, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, float rate, float rootCorrection);

    /// <summary>average = decay · average + (1 − decay) · weight.</summary>
    public abstract void Average(Span<float> average, ReadOnlySpan<float> weight, float decay);

    // Plain loops: both are lost beside the products of the rows that they run over.
    private static float Mean(ReadOnlySpan<float> x)
    {
        float sum = 0;
        foreach (float value in x)
        {
            sum += value;
        }

        return sum / x.Length;
    }

    private static void Subtract(Span<float> x, float value)
    {
        for (int index = 0; index < x.Length; index++)
        {
            x[index] -= value;
        }
    }
}
