using System.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Some of the points, laid out coordinate by coordinate so that distances to all of them are computed a vector of points at
/// a time. Padded to whole vectors with points at the centre.
/// </summary>
internal sealed class PointBlock(int dimension)
{
    private float[] _directions = [];
    private float[] _exp = [];
    private float[] _inverse = [];
    private float[] _sinh = [];

    /// <summary>Points.</summary>
    public int Count { get; private set; }

    /// <summary>Points and padding.</summary>
    public int Stride { get; private set; }

    public int Dimension => dimension;

    public void Load(HyperbolicPoints points, ReadOnlySpan<int> chosen)
    {
        Count = chosen.Length;
        Stride = (Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        if (_exp.Length < Stride)
        {
            _directions = new float[Stride * dimension];
            _exp = new float[Stride];
            _inverse = new float[Stride];
            _sinh = new float[Stride];
        }

        for (int i = 0; i < Stride; i++)
        {
            bool real = i < Count;
            _exp[i] = real ? points.Exp(chosen[i]) : 1;
            _inverse[i] = real ? points.InverseExp(chosen[i]) : 1;
            _sinh[i] = real ? points.Sinh(chosen[i]) : 0;
            ReadOnlySpan<float> direction = real ? points.Direction(chosen[i]) : default;
            for (int k = 0; k < dimension; k++)
            {
                _directions[(k * Stride) + i] = real ? direction[k] : 0;
            }
        }
    }

    /// <summary>The k-th coordinate of the directions from <paramref name="at"/> on.</summary>
    public Vector<float> Direction(int k, int at) => new(_directions, (k * Stride) + at);

    /// <summary>e^r from <paramref name="at"/> on.</summary>
    public Vector<float> Exp(int at) => new(_exp, at);

    /// <summary>e^−r from <paramref name="at"/> on.</summary>
    public Vector<float> InverseExp(int at) => new(_inverse, at);

    /// <summary>sinh r from <paramref name="at"/> on.</summary>
    public Vector<float> Sinh(int at) => new(_sinh, at);

    /// <summary>
    /// cosh d − 1 between a point u and the points v of the block from <paramref name="at"/> on:
    /// (cosh(rᵤ − rᵥ) − 1) + sinh rᵤ sinh rᵥ ‖aᵤ − aᵥ‖² / 2, with cosh x − 1 = (eˣ − 1)(1 − e⁻ˣ) / 2. Both terms are
    /// positive and neither cancels, however near the border the points are.
    /// </summary>
    /// <param name="points">Where u is.</param>
    /// <param name="u">The point.</param>
    /// <param name="at">A multiple of the vector length.</param>
    public Vector<float> CoshDistanceLessOne(HyperbolicPoints points, int u, int at)
    {
        ReadOnlySpan<float> direction = points.Direction(u);
        Vector<float> squared = Vector<float>.Zero;
        for (int k = 0; k < direction.Length; k++)
        {
            Vector<float> difference = new Vector<float>(direction[k]) - Direction(k, at);
            squared = Vector.FusedMultiplyAdd(difference, difference, squared);
        }

        Vector<float> outward = (new Vector<float>(points.Exp(u)) * InverseExp(at)) - Vector<float>.One;
        Vector<float> inward = Vector<float>.One - (new Vector<float>(points.InverseExp(u)) * Exp(at));
        Vector<float> twice = (outward * inward) + (new Vector<float>(points.Sinh(u)) * Sinh(at) * squared);
        return twice * new Vector<float>(0.5f);
    }
}
