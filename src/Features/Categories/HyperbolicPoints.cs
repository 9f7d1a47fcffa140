using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Points of hyperbolic space in polar coordinates: a direction a with ‖a‖ = 1 and a distance r from the centre. The point
/// of the Poincaré ball is tanh(r / 2) a. Near the border of the ball 1 − ‖x‖² has lost its digits in 32-bit floats; r and a
/// keep theirs.
/// </summary>
internal sealed class HyperbolicPoints
{
    private const float SmallestRadius = 0.01f; // At the centre a direction means nothing and could never be left.
    private const float SmallestSinh = 0.1f; // Bounds the angle that one step near the centre turns by.

    private readonly float[] _directions;
    private readonly float[] _radii;
    private readonly float[] _exp;
    private readonly float[] _inverse;
    private readonly float[] _sinh;

    /// <param name="count">Points; all start at the centre.</param>
    /// <param name="dimension">Of the space.</param>
    public HyperbolicPoints(int count, int dimension)
    {
        Count = count;
        Dimension = dimension;
        _directions = new float[count * dimension];
        _radii = new float[count];
        _exp = new float[count];
        _inverse = new float[count];
        _sinh = new float[count];
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>The unit vector towards the point.</summary>
    public ReadOnlySpan<float> Direction(int point) => _directions.AsSpan(point * Dimension, Dimension);

    /// <summary>Hyperbolic distance from the centre.</summary>
    public float Radius(int point) => _radii[point];

    /// <summary>e^r.</summary>
    public float Exp(int point) => _exp[point];

    /// <summary>e^−r.</summary>
    public float InverseExp(int point) => _inverse[point];

    /// <summary>sinh r.</summary>
    public float Sinh(int point) => _sinh[point];

    /// <param name="point">Which.</param>
    /// <param name="direction">Any length but 0; it is normalised.</param>
    /// <param name="radius">Distance from the centre.</param>
    public void Place(int point, ReadOnlySpan<float> direction, float radius)
    {
        Span<float> own = _directions.AsSpan(point * Dimension, Dimension);
        direction.CopyTo(own);
        Kernels.Normalise(own);
        SetRadius(point, radius);
    }

    /// <summary>Moves a point by hyperbolic lengths: outwards, and along a tangent of its sphere.</summary>
    /// <param name="point">Which.</param>
    /// <param name="outwards">Length to move away from the centre.</param>
    /// <param name="tangent">Length and direction to move sideways; at right angles to the point's direction. Overwritten.</param>
    /// <param name="largestRadius">The point stays within it.</param>
    public void Move(int point, float outwards, Span<float> tangent, float largestRadius)
    {
        // On the sphere of radius r a length l is an angle of l / sinh r.
        float angle = 1 / MathF.Max(_sinh[point], SmallestSinh);
        ReadOnlySpan<float> direction = Direction(point);
        for (int i = 0; i < tangent.Length; i++)
        {
            tangent[i] = direction[i] + (angle * tangent[i]);
        }

        Place(point, tangent, Math.Clamp(_radii[point] + outwards, SmallestRadius, largestRadius));
    }

    /// <summary>The point of the Poincaré ball, norm below 1.</summary>
    public void ToBall(int point, Span<float> destination)
    {
        Direction(point).CopyTo(destination);
        float norm = MathF.Tanh(_radii[point] / 2);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] *= norm;
        }
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_directions);
        writer.Write(_radii);
    }

    /// <exception cref="TandemException">Another number of points or of dimensions was saved.</exception>
    public void Load(FitReader reader)
    {
        reader.FloatsInto(_directions);
        reader.FloatsInto(_radii);
        for (int point = 0; point < Count; point++)
        {
            SetRadius(point, _radii[point]);
        }
    }

    /// <param name="points">Points of the Poincaré ball, count x dimension, norms below 1.</param>
    /// <param name="dimension">Of the ball.</param>
    public static HyperbolicPoints FromBall(ReadOnlySpan<float> points, int dimension)
    {
        HyperbolicPoints polar = new(points.Length / dimension, dimension);
        for (int i = 0; i < polar.Count; i++)
        {
            ReadOnlySpan<float> point = points.Slice(i * dimension, dimension);
            double squared = 0;
            foreach (float value in point)
            {
                squared += (double)value * value;
            }

            polar.Place(i, point, (float)(2 * Math.Atanh(Math.Sqrt(squared))));
        }

        return polar;
    }

    private void SetRadius(int point, float radius)
    {
        _radii[point] = radius;
        _exp[point] = MathF.Exp(radius);
        _inverse[point] = 1 / _exp[point];
        _sinh[point] = (_exp[point] - _inverse[point]) / 2;
    }
}
