namespace Tandem.Features.Categories;

/// <summary>Adds up the gradients of one step and applies them, in an order that does not depend on threads.</summary>
internal sealed class GradientSum(int count, int dimension)
{
    private readonly float[] _sums = new float[count * (dimension + 1)];
    private readonly bool[] _isTouched = new bool[count];
    private readonly List<int> _touched = [];

    /// <param name="point">Whose gradient.</param>
    /// <param name="gradient">Outwards, then along the sphere: 1 + dimension values.</param>
    public void Add(int point, ReadOnlySpan<float> gradient)
    {
        if (!_isTouched[point])
        {
            _isTouched[point] = true;
            _touched.Add(point);
        }

        Span<float> sum = Of(point);
        for (int k = 0; k < gradient.Length; k++)
        {
            sum[k] += gradient[k];
        }
    }

    /// <summary>Steps every point that got a gradient, and forgets the gradients.</summary>
    public void Apply(RiemannianAdam adam, float rate, float largestRadius)
    {
        foreach (int point in _touched)
        {
            Span<float> sum = Of(point);
            adam.Step(point, sum[0], sum[1..], rate, largestRadius);
            sum.Clear();
            _isTouched[point] = false;
        }

        _touched.Clear();
    }

    private Span<float> Of(int point) => _sums.AsSpan(point * (dimension + 1), dimension + 1);
}
