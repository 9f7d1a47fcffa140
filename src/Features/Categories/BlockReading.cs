using System.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Distances between one point after the other and all points of a block, and the gradients of a loss of those distances.
/// Gradients are in hyperbolic lengths: the first part outwards, the second along the sphere, where parts along the point's
/// own direction are still to be taken out.
/// </summary>
internal sealed class BlockReading
{
    private const float SmallestSinh = 1e-6f; // Below it two points coincide and the gradient has no direction.

    private readonly Vector<float>[] _sums;
    private float[] _outward = [];
    private float[] _sideways = [];

    public BlockReading(int dimension) => _sums = new Vector<float>[dimension];

    /// <summary>e^−d of each point, as <see cref="Measure"/> left it; the caller may put 0 to leave one out.</summary>
    public float[] Closeness { get; private set; } = [];

    /// <summary>∂loss/∂d of each point, which <see cref="AddGradients"/> reads; 0 where there is none.</summary>
    public float[] Slopes { get; private set; } = [];

    private float[] SinhDistances { get; set; } = [];

    /// <summary>Makes room for a block and sets its gradients to 0.</summary>
    public void Start(PointBlock block)
    {
        if (Closeness.Length < block.Stride)
        {
            Closeness = new float[block.Stride];
            Slopes = new float[block.Stride];
            SinhDistances = new float[block.Stride];
            _outward = new float[block.Stride];
            _sideways = new float[block.Stride * block.Dimension];
        }

        Array.Clear(_outward);
        Array.Clear(_sideways);
    }

    /// <summary>Fills <see cref="Closeness"/> with the distances from u; padding gets 0.</summary>
    public void Measure(PointBlock block, HyperbolicPoints points, int u)
    {
        for (int at = 0; at < block.Stride; at += Vector<float>.Count)
        {
            Vector<float> less = Vector.Max(block.CoshDistanceLessOne(points, u, at), Vector<float>.Zero);
            Vector<float> sinh = Vector.SquareRoot(less * (less + new Vector<float>(2)));
            Vector.Max(sinh, new Vector<float>(SmallestSinh)).CopyTo(SinhDistances, at);
            (Vector<float>.One / (Vector<float>.One + less + sinh)).CopyTo(Closeness, at);
        }

        Closeness.AsSpan(block.Count, block.Stride - block.Count).Clear();
    }

    /// <summary>Sum of <see cref="Closeness"/>.</summary>
    public float TotalCloseness(PointBlock block)
    {
        Vector<float> sum = Vector<float>.Zero;
        for (int at = 0; at < block.Stride; at += Vector<float>.Count)
        {
            sum += new Vector<float>(Closeness, at);
        }

        return Vector.Sum(sum);
    }

    /// <summary>
    /// Adds ∂loss/∂v to the gradients of the block's points and ∂loss/∂u to those of u, by
    /// ∂d/∂rᵤ = (sinh(rᵤ − rᵥ) + cosh rᵤ sinh rᵥ ‖aᵤ − aᵥ‖² / 2) / sinh d and, in hyperbolic lengths,
    /// ∂d/∂aᵤ = −sinh rᵥ aᵥ / sinh d.
    /// </summary>
    /// <param name="block">The points v, as they were measured.</param>
    /// <param name="points">Where u is.</param>
    /// <param name="u">The point that was measured.</param>
    /// <param name="outward">Gradient of rᵤ; added to.</param>
    /// <param name="sideways">Gradient along the sphere of u; added to.</param>
    public void AddGradients(PointBlock block, HyperbolicPoints points, int u, ref float outward, Span<float> sideways)
    {
        ReadOnlySpan<float> direction = points.Direction(u);
        Vector<float> half = new(0.5f), exp = new(points.Exp(u)), inverse = new(points.InverseExp(u)), sinh = new(points.Sinh(u));
        Vector<float> cosh = (exp + inverse) * half;
        Vector<float> ownOutward = Vector<float>.Zero;
        Array.Clear(_sums);
        for (int at = 0; at < block.Stride; at += Vector<float>.Count)
        {
            Vector<float> slope = new Vector<float>(Slopes, at) / new Vector<float>(SinhDistances, at);
            Vector<float> sinhV = block.Sinh(at), expV = block.Exp(at), inverseV = block.InverseExp(at);
            Vector<float> toU = slope * sinhV, toV = slope * sinh;
            Vector<float> squared = Vector<float>.Zero;
            for (int k = 0; k < direction.Length; k++)
            {
                Vector<float> a = new(direction[k]);
                Vector<float> b = block.Direction(k, at);
                Vector<float> difference = a - b;
                squared = Vector.FusedMultiplyAdd(difference, difference, squared);
                _sums[k] = Vector.FusedMultiplyAdd(toU, b, _sums[k]);
                int place = (k * block.Stride) + at;
                (new Vector<float>(_sideways, place) - (toV * a)).CopyTo(_sideways, place);
            }

            squared *= half;
            Vector<float> between = ((exp * inverseV) - (inverse * expV)) * half;
            ownOutward += slope * (between + (cosh * sinhV * squared));
            (new Vector<float>(_outward, at) + (slope * ((sinh * (expV + inverseV) * half * squared) - between))).CopyTo(_outward, at);
        }

        outward += Vector.Sum(ownOutward);
        for (int k = 0; k < direction.Length; k++)
        {
            sideways[k] -= Vector.Sum(_sums[k]);
        }
    }

    /// <summary>The gradient of one point of the block: outwards, then along the sphere.</summary>
    public void CopyGradient(PointBlock block, int index, Span<float> destination)
    {
        destination[0] = _outward[index];
        for (int k = 0; k < block.Dimension; k++)
        {
            destination[k + 1] = _sideways[(k * block.Stride) + index];
        }
    }
}
