namespace Tandem.Training.Negatives;

/// <summary>Draws indices in proportion to weights in constant time (Walker 1977, Vose 1991). Immutable and thread-safe.</summary>
public sealed class AliasTable
{
    private readonly double[] _threshold;
    private readonly int[] _alias;
    private readonly double[] _probability;

    /// <exception cref="ArgumentException">There is no positive weight, or one is negative or not finite.</exception>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentException($"A weight is {weight}, expected 0 or more.", nameof(weights));
            }

            total += weight;
        }

        if (!(total > 0))
        {
            throw new ArgumentException("At least one weight must be positive.", nameof(weights));
        }

        int count = weights.Length;
        _threshold = new double[count];
        _alias = new int[count];
        _probability = new double[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int index = 0; index < count; index++)
        {
            _probability[index] = weights[index] / total;
            _threshold[index] = _probability[index] * count;
            _alias[index] = index;
            (_threshold[index] < 1 ? small : large).Push(index);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int below = small.Pop();
            int above = large.Pop();
            _alias[below] = above;
            _threshold[above] -= 1 - _threshold[below];
            (_threshold[above] < 1 ? small : large).Push(above);
        }

        // What is left is 1 but for rounding; an index of weight 0 must not be drawn by that rounding.
        int heaviest = Array.IndexOf(_probability, _probability.Max());
        foreach (int index in small.Concat(large))
        {
            if (_probability[index] > 0)
            {
                _threshold[index] = 1;
            }
            else
            {
                _threshold[index] = 0;
                _alias[index] = heaviest;
            }
        }
    }

    public int Count => _threshold.Length;

    /// <summary>Probability of one draw giving <paramref name="index"/>.</summary>
    public double Probability(int index) => _probability[index];

    public int Draw(Random random)
    {
        int index = random.Next(_threshold.Length);
        return random.NextDouble() < _threshold[index] ? index : _alias[index];
    }
}
