namespace Tandem.Retrieval;

/// <summary>
/// Exact top-k by inner product over dense vectors in memory. Immutable and thread-safe: an update gives a new index that
/// shares the unchanged part.
/// </summary>
public sealed class ExactIndex
{
    /// <summary>Builds from a row-major [count, dimension] matrix; slots are row numbers.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of the dimension, or a value is NaN or infinite (the message names the row).</exception>
    public static ExactIndex Build(float[] vectors, int dimension) => throw new NotImplementedException();

    public int Dimension => throw new NotImplementedException();

    /// <summary>Slots, also those removed.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>A new index with this slot set. <paramref name="slot"/> is an existing slot or <see cref="Count"/> to append.</summary>
    public ExactIndex With(int slot, ReadOnlySpan<float> vector) => throw new NotImplementedException();

    /// <summary>A new index that never returns this slot.</summary>
    public ExactIndex Without(int slot) => throw new NotImplementedException();

    public ReadOnlySpan<float> Vector(int slot) => throw new NotImplementedException();

    /// <summary>
    /// The best slots in descending score, equal scores by ascending slot. <paramref name="allowed"/> is a bitmap over slots
    /// (bit slot % 64 of word slot / 64), empty for all.
    /// </summary>
    public ScoredItem[] Search(ReadOnlySpan<float> query, int k, ReadOnlySpan<ulong> allowed = default) => throw new NotImplementedException();

    /// <summary>Scores of the given slots, parallel to <paramref name="slots"/>.</summary>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores) => throw new NotImplementedException();
}
