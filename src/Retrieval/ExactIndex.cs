using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;
using Tandem.Retrieval.Storage;

namespace Tandem.Retrieval;

/// <summary>
/// Exact top-k by inner product over dense vectors in memory. Immutable and thread-safe: an update gives a new index that
/// shares the unchanged part.
/// </summary>
/// <remarks>
/// Slots lie in chunks of 64. <see cref="With"/> copies one chunk (64 · dimension floats), <see cref="Without"/> only a bit mask, and both
/// a page of references, whatever the size of the index. Nothing is ever rebuilt. Memory: 4 bytes for each of the dimensions, padded
/// to a multiple of 16, and at most twice that after every chunk of a page but one was replaced.
/// </remarks>
public sealed partial class ExactIndex : IVectorSegment
{
    private readonly ChunkTable _chunks;
    private readonly int _stride;

    private ExactIndex(ChunkTable chunks, int dimension, int count)
    {
        _chunks = chunks;
        _stride = RowLayout.Stride(dimension);
        Dimension = dimension;
        Count = count;
    }

    /// <summary>Builds from a row-major [count, dimension] matrix, which is copied; slots are row numbers.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of the dimension, or a value is NaN or infinite (the message names the row).</exception>
    public static ExactIndex Build(float[] vectors, int dimension)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (vectors.Length % dimension != 0)
        {
            throw new ArgumentException($"{vectors.Length} values are no whole number of vectors of {dimension}.", nameof(vectors));
        }

        int bad = FiniteValues.IndexOfOther(vectors);
        if (bad >= 0)
        {
            throw new ArgumentException($"Row {bad / dimension} has a NaN or infinite value at position {bad % dimension}.", nameof(vectors));
        }

        int count = vectors.Length / dimension;
        return new ExactIndex(ChunkTable.Build(vectors, count, dimension), dimension, count);
    }

    public int Dimension { get; }

    /// <summary>Slots, also those removed.</summary>
    public int Count { get; }

    /// <summary>
    /// A new index with this slot set. <paramref name="slot"/> is an existing slot, also a removed one, or <see cref="Count"/> to append.
    /// </summary>
    /// <exception cref="ArgumentException">The vector has another length than <see cref="Dimension"/>, or a NaN or infinite value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The slot is below 0 or above <see cref="Count"/>.</exception>
    public ExactIndex With(int slot, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slot, Count);
        RequireVector(vector, nameof(vector));
        (int chunk, int row) = (slot / VectorChunk.Slots, slot % VectorChunk.Slots);
        VectorChunk changed = chunk < _chunks.Count
            ? _chunks[chunk].With(row, vector, _stride)
            : VectorChunk.CreateWith(vector, _stride);
        return new ExactIndex(_chunks.With(chunk, changed), Dimension, Math.Max(Count, slot + 1));
    }

    /// <summary>A new index that never returns this slot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public ExactIndex Without(int slot)
    {
        RequireSlot(slot);
        (int chunk, int row) = (slot / VectorChunk.Slots, slot % VectorChunk.Slots);
        return new ExactIndex(_chunks.With(chunk, _chunks[chunk].Without(row)), Dimension, Count);
    }

    /// <summary>Whether the slot exists and was not removed.</summary>
    public bool Contains(int slot) =>
        (uint)slot < (uint)Count && (_chunks[slot / VectorChunk.Slots].Alive >> slot % VectorChunk.Slots & 1) != 0;

    /// <summary>[Dimension]; of a removed slot, the vector that it had last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public ReadOnlySpan<float> Vector(int slot)
    {
        RequireSlot(slot);
        return _chunks[slot / VectorChunk.Slots].Row(slot % VectorChunk.Slots, _stride, Dimension);
    }

    private void RequireSlot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
    }

    private void RequireVector(ReadOnlySpan<float> vector, string parameter)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} values, the index {Dimension}.", parameter);
        }

        int bad = FiniteValues.IndexOfOther(vector);
        if (bad >= 0)
        {
            throw new ArgumentException($"The vector has a NaN or infinite value at position {bad}.", parameter);
        }
    }
}
