using System.Runtime.Intrinsics;

namespace Tandem.Features.Categories;

/// <summary>
/// Points of the Poincaré ball, each padded with zeros to a multiple of eight floats. Formulas: Nickel and Kiela,
/// "Poincaré Embeddings for Learning Hierarchical Representations", 2017.
/// </summary>
internal sealed class PoincareBall
{
    private const int Lane = 8;
    private const float Border = 1 - 1e-5f; // Points stay inside it: the metric is infinite at 1.
    private const float SmallestSine = 1e-6f; // Below it two points coincide and the gradient has no direction.

    private readonly float[] _points;
    private readonly float[] _step;

    public PoincareBall(int count, int dimension)
    {
        Count = count;
        Dimension = dimension;
        Stride = (dimension + Lane - 1) / Lane * Lane;
        _points = new float[count * Stride];
        _step = new float[Stride];
    }

    public int Count { get; }

    public int Dimension { get; }

    private int Stride { get; }

    public Span<float> this[int point] => _points.AsSpan(point * Stride, Dimension);

    /// <summary>d(u, v) = arcosh(1 + 2‖u − v‖² / ((1 − ‖u‖²)(1 − ‖v‖²))).</summary>
    public static double Distance(ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        double between = 0, uu = 0, vv = 0;
        for (int i = 0; i < u.Length; i++)
        {
            double difference = (double)u[i] - v[i];
            between += difference * difference;
            uu += (double)u[i] * u[i];
            vv += (double)v[i] * v[i];
        }

        return Math.Acosh(1 + (2 * between / ((1 - uu) * (1 - vv))));
    }

    /// <summary>Grows with the distance from u, and is cheaper: ‖u − v‖² / (1 − ‖v‖²).</summary>
    public float Nearness(int u, int v)
    {
        (float difference, float vv) = DifferenceAndNorm(u, v);
        return difference / (1 - vv);
    }

    /// <summary>
    /// One step of Riemannian gradient descent on −ln(e^−d(u, t₀) / Σᵢ e^−d(u, tᵢ)): t₀ is drawn to u, the others pushed
    /// away. Returns the loss before the step.
    /// </summary>
    /// <param name="u">The node.</param>
    /// <param name="targets">The related node first, then the negatives; none equals u.</param>
    /// <param name="scratch">Room for twice as many floats.</param>
    /// <param name="rate">Learning rate.</param>
    public float Step(int u, ReadOnlySpan<int> targets, Span<float> scratch, float rate)
    {
        Span<float> gammas = scratch[..targets.Length];
        Span<float> weights = scratch.Slice(targets.Length, targets.Length);
        float uu = Norm(u);
        float alpha = 1 - uu;
        float sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            (float difference, float vv) = DifferenceAndNorm(u, targets[i]);
            float gamma = 1 + (2 * difference / (alpha * (1 - vv)));
            gammas[i] = gamma;
            weights[i] = 1 / (gamma + MathF.Sqrt((gamma * gamma) - 1)); // e^−arcosh γ
            sum += weights[i];
        }

        float loss = -MathF.Log(weights[0] / sum);
        Array.Clear(_step);
        for (int i = 0; i < targets.Length; i++)
        {
            float slope = (i == 0 ? 1 : 0) - (weights[i] / sum);
            float sine = MathF.Sqrt((gammas[i] * gammas[i]) - 1);
            if (sine > SmallestSine)
            {
                MoveTarget(u, targets[i], uu, slope, sine, rate);
            }
        }

        Apply(u, _step, rate * alpha * alpha / 4);
        return loss;
    }

    /// <summary>Moves one target and adds its part to the gradient of u (equation 4).</summary>
    private void MoveTarget(int u, int v, float uu, float slope, float sine, float rate)
    {
        int a = u * Stride, b = v * Stride;
        float vv = 0, uv = 0;
        for (int i = 0; i < Stride; i += Lane)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref _points[a + i]);
            Vector256<float> y = Vector256.LoadUnsafe(ref _points[b + i]);
            vv += Vector256.Sum(y * y);
            uv += Vector256.Sum(x * y);
        }

        float alpha = 1 - uu, beta = 1 - vv;
        float du = 4 * slope / (beta * sine), dv = 4 * slope / (alpha * sine);
        float uu1 = du * (vv - (2 * uv) + 1) / (alpha * alpha), uv1 = -du / alpha;
        float step = rate * beta * beta / 4;
        float vv1 = -step * dv * (uu - (2 * uv) + 1) / (beta * beta), vu1 = step * dv / beta;
        float norm = 0;
        for (int i = 0; i < Stride; i += Lane)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref _points[a + i]);
            Vector256<float> y = Vector256.LoadUnsafe(ref _points[b + i]);
            Vector256<float> gradient = Vector256.LoadUnsafe(ref _step[i]);
            (gradient + (x * uu1) + (y * uv1)).StoreUnsafe(ref _step[i]);
            Vector256<float> moved = y + (y * vv1) + (x * vu1);
            norm += Vector256.Sum(moved * moved);
            moved.StoreUnsafe(ref _points[b + i]);
        }

        PullInside(b, norm);
    }

    private void Apply(int u, float[] gradient, float rate)
    {
        int a = u * Stride;
        float norm = 0;
        for (int i = 0; i < Stride; i += Lane)
        {
            Vector256<float> moved = Vector256.LoadUnsafe(ref _points[a + i]) - (Vector256.LoadUnsafe(ref gradient[i]) * rate);
            norm += Vector256.Sum(moved * moved);
            moved.StoreUnsafe(ref _points[a + i]);
        }

        PullInside(a, norm);
    }

    private void PullInside(int offset, float squaredNorm)
    {
        if (squaredNorm >= Border * Border)
        {
            float scale = Border / MathF.Sqrt(squaredNorm);
            foreach (ref float value in _points.AsSpan(offset, Stride))
            {
                value *= scale;
            }
        }
    }

    private float Norm(int u)
    {
        float norm = 0;
        for (int i = u * Stride; i < (u + 1) * Stride; i += Lane)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref _points[i]);
            norm += Vector256.Sum(x * x);
        }

        return norm;
    }

    private (float Difference, float Norm) DifferenceAndNorm(int u, int v)
    {
        int a = u * Stride, b = v * Stride;
        float difference = 0, norm = 0;
        for (int i = 0; i < Stride; i += Lane)
        {
            Vector256<float> y = Vector256.LoadUnsafe(ref _points[b + i]);
            Vector256<float> d = Vector256.LoadUnsafe(ref _points[a + i]) - y;
            difference += Vector256.Sum(d * d);
            norm += Vector256.Sum(y * y);
        }

        return (difference, norm);
    }
}
