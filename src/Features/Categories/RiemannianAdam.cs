using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Adam on a Riemannian manifold (Bécigneul and Ganea, "Riemannian Adaptive Optimization Methods", 2019): one second moment
/// for each point, of the gradient's Riemannian length, so that a step is about as long as the rate in the space's own metric,
/// whether the point is the root of everything or a leaf. The momentum is carried along by projection.
/// </summary>
internal sealed class RiemannianAdam
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.99f;
    private const float SmallestLength = 1e-12f;

    private readonly HyperbolicPoints _points;
    private readonly float[] _outward;
    private readonly float[] _sideways;
    private readonly float[] _squared;
    private readonly int[] _steps;
    private readonly float[] _move;

    public RiemannianAdam(HyperbolicPoints points)
    {
        _points = points;
        _outward = new float[points.Count];
        _sideways = new float[points.Count * points.Dimension];
        _squared = new float[points.Count];
        _steps = new int[points.Count];
        _move = new float[points.Dimension];
    }

    /// <param name="point">Which to move.</param>
    /// <param name="outward">Gradient outwards, in hyperbolic length.</param>
    /// <param name="sideways">Gradient along the sphere, in hyperbolic length; parts along the point's direction are taken out. Overwritten.</param>
    /// <param name="rate">Length of a step.</param>
    /// <param name="largestRadius">No point goes further out.</param>
    public void Step(int point, float outward, Span<float> sideways, float rate, float largestRadius)
    {
        ReadOnlySpan<float> direction = _points.Direction(point);
        Span<float> momentum = _sideways.AsSpan(point * direction.Length, direction.Length);
        Kernels.AddScaled(sideways, direction, -(float)Kernels.Dot(sideways, direction));
        Kernels.AddScaled(momentum, direction, -(float)Kernels.Dot(momentum, direction));
        int steps = ++_steps[point];
        float squared = (outward * outward) + (float)Kernels.SquaredNorm(sideways);
        _squared[point] = (Beta2 * _squared[point]) + ((1 - Beta2) * squared);
        _outward[point] = (Beta1 * _outward[point]) + ((1 - Beta1) * outward);
        float length = MathF.Sqrt(_squared[point] / (1 - MathF.Pow(Beta2, steps)));
        float scale = -rate / ((1 - MathF.Pow(Beta1, steps)) * (length + SmallestLength));
        for (int k = 0; k < momentum.Length; k++)
        {
            momentum[k] = (Beta1 * momentum[k]) + ((1 - Beta1) * sideways[k]);
            _move[k] = scale * momentum[k];
        }

        _points.Move(point, scale * _outward[point], _move, largestRadius);
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_outward);
        writer.Write(_sideways);
        writer.Write(_squared);
        writer.Write(_steps);
    }

    public void Load(FitReader reader)
    {
        reader.FloatsInto(_outward);
        reader.FloatsInto(_sideways);
        reader.FloatsInto(_squared);
        reader.Ints().CopyTo(_steps, 0);
    }
}
