using System.Collections.Immutable;

namespace Tandem.Retrieval.Partitions;

/// <summary>
/// Several indexes over disjoint slots, searched as one: the answer is exactly that of one index over all vectors, unless a partition is
/// approximate. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Partitions may lie in other processes: what each of them answers is merged by <see cref="TopKMerge"/>. They all have to know the
/// same slots; <see cref="Live.SegmentedIndex.Over"/> gives a segment the slots that its rows have among all.
/// </remarks>
public sealed class PartitionedIndex
{
    private readonly ImmutableArray<IVectorSegment> _partitions;
    private readonly ParallelOptions _parallel;

    /// <param name="partitions">At least one; no slot is in two.</param>
    /// <param name="maxThreads">Partitions searched at the same time, from 1.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in dimension or similarity; the message has both.</exception>
    public PartitionedIndex(IReadOnlyList<IVectorSegment> partitions, int maxThreads = 1)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        if (partitions.Count == 0)
        {
            throw new ArgumentException("There are no partitions.", nameof(partitions));
        }

        foreach (IVectorSegment other in partitions)
        {
            if (other.Dimension != partitions[0].Dimension || other.Similarity != partitions[0].Similarity)
            {
                throw new ArgumentException(
                    $"A partition of {other.Dimension} values by {other.Similarity} does not go with one of {partitions[0].Dimension} by {partitions[0].Similarity}.",
                    nameof(partitions));
            }
        }

        _partitions = [.. partitions];
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = maxThreads };
    }

    public int Dimension => _partitions[0].Dimension;

    public int PartitionCount => _partitions.Length;

    /// <summary>The best slots of all partitions, best first, equal scores by ascending slot.</summary>
    /// <param name="query">[Dimension]</param>
    /// <param name="k">How many, from 0; fewer come when fewer pass the filter.</param>
    /// <param name="allowed">As of <see cref="SlotFilter"/>, over all slots; empty for all.</param>
    /// <param name="excluded">As of <see cref="SlotFilter"/>, over all slots; empty for none.</param>
    /// <param name="targetRecall">As of <see cref="SearchOptions"/>, of each partition.</param>
    /// <exception cref="ArgumentException">The query has another length or a NaN or infinite value.</exception>
    public ScoredItem[] Search(
        ReadOnlyMemory<float> query,
        int k,
        ReadOnlyMemory<ulong> allowed = default,
        ReadOnlyMemory<ulong> excluded = default,
        double? targetRecall = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ScoredItem[][] answers = new ScoredItem[_partitions.Length][];
        if (_parallel.MaxDegreeOfParallelism == 1)
        {
            for (int i = 0; i < answers.Length; i++)
            {
                answers[i] = SearchOne(i);
            }
        }
        else
        {
            Parallel.For(0, answers.Length, _parallel, i => answers[i] = SearchOne(i));
        }

        return TopKMerge.Merge(answers, k);

        ScoredItem[] SearchOne(int partition) => _partitions[partition].Search(
            query.Span, k, new SearchOptions { Filter = new SlotFilter(allowed.Span, excluded.Span), TargetRecall = targetRecall });
    }
}
