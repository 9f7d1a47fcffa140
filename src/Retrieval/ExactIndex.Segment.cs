using System.Runtime.Intrinsics;
using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval;

/// <summary>The index as a segment: removed slots are never returned.</summary>
public sealed partial class ExactIndex
{
    /// <summary>Always the inner product; vectors are kept as they were given.</summary>
    public Similarity Similarity => Similarity.InnerProduct;

    /// <inheritdoc/>
    /// <remarks>Always exact: a recall that was asked for changes nothing.</remarks>
    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default) =>
        Vector512.IsHardwareAccelerated ? Search<RowKernel512>(query, results, options.Filter)
        : Vector256.IsHardwareAccelerated ? Search<RowKernel256>(query, results, options.Filter)
        : Search<RowKernel128>(query, results, options.Filter);

    /// <inheritdoc/>
    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (queries.Length != (long)counts.Length * Dimension || results.Length < (long)counts.Length * k)
        {
            throw new ArgumentException(
                $"{queries.Length} values, {counts.Length} counts and {results.Length} results do not fit queries of {Dimension} values with {k} results each.",
                nameof(queries));
        }

        for (int query = 0; query < counts.Length; query++)
        {
            counts[query] = Search(queries.Slice(query * Dimension, Dimension), results.Slice(query * k, k), options);
        }
    }

    /// <summary>Copies a vector; of a removed slot, the one that it had last.</summary>
    /// <inheritdoc/>
    public void CopyVector(int slot, Span<float> destination) => Vector(slot).CopyTo(destination);
}
