namespace Tandem.Retrieval;

/// <summary>The rows of a matrix in memory.</summary>
public sealed class MatrixSource : IVectorSource
{
    private readonly ReadOnlyMemory<float> _values;

    /// <param name="values">[count, dimension], row-major; not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the dimension.</exception>
    public MatrixSource(ReadOnlyMemory<float> values, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length % dimension != 0)
        {
            throw new ArgumentException($"{values.Length} values are no whole number of vectors of {dimension}.", nameof(values));
        }

        _values = values;
        Dimension = dimension;
        Count = values.Length / dimension;
    }

    public int Dimension { get; }

    public int Count { get; }

    public void CopyVector(int slot, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
        _values.Span.Slice(slot * Dimension, Dimension).CopyTo(destination);
    }
}
