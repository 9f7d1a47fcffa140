namespace Tandem.Retrieval;

/// <summary>Where the vectors of a segment come from. Read by several threads at once, each slot more than once.</summary>
public interface IVectorSource
{
    /// <summary>Values of a vector, from 1.</summary>
    int Dimension { get; }

    /// <summary>Vectors, from 0.</summary>
    int Count { get; }

    /// <summary>Copies one vector.</summary>
    /// <param name="slot">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="destination">At least [Dimension]; the rest is left alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    void CopyVector(int slot, Span<float> destination);
}
