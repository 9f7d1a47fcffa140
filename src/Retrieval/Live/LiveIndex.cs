using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Live;

/// <summary>
/// An index that changes while it is searched. A change is visible to the next search; searches take <see cref="Current"/>, never wait, and see
/// whole changes only. Writers wait for one another. Merging goes on in the background.
/// </summary>
public sealed partial class LiveIndex : IAsyncDisposable
{
    private readonly LiveIndexOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();

    /// <summary>Written under <see cref="_writing"/>.</summary>
    private SegmentedIndex _current;

    /// <param name="space">What the vectors mean. Its dimension is the index's.</param>
    /// <param name="start">What the index begins with; null for nothing, compared by inner product.</param>
    /// <exception cref="VectorSpaceMismatchException">The start has another dimension than the space.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LiveIndex(VectorSpace space, SegmentedIndex? start = null, LiveIndexOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        _options = options ?? new LiveIndexOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _current = start ?? SegmentedIndex.Empty(space.Dimension);
        space.RequireDimension(_current.Dimension);
        Space = space;
    }

    public VectorSpace Space { get; }

    /// <summary>The index as of now. Take it once for what belongs together.</summary>
    public SegmentedIndex Current => Volatile.Read(ref _current);

    /// <summary>Sets or replaces the vector of a slot.</summary>
    /// <param name="space">What the vector means.</param>
    /// <returns>The index that has the change.</returns>
    /// <exception cref="VectorSpaceMismatchException">The vector is of another space than the index; the message has both.</exception>
    /// <exception cref="ArgumentException">The vector has another length than its space says, or a NaN or infinite value.</exception>
    public SegmentedIndex Set(int slot, ReadOnlyMemory<float> vector, VectorSpace space) => Apply([VectorChange.Set(slot, vector)], space);

    /// <summary>Removes the vector of a slot, if it has one.</summary>
    /// <returns>The index that has the change.</returns>
    public SegmentedIndex Remove(int slot) => Apply([VectorChange.Remove(slot)], Space);

    /// <summary>Makes changes in their order, all of them or none, visible at once.</summary>
    /// <inheritdoc cref="Set"/>
    public SegmentedIndex Apply(IReadOnlyList<VectorChange> changes, VectorSpace space)
    {
        ArgumentNullException.ThrowIfNull(changes);
        Space.RequireSame(space, "the vector");
        foreach (VectorChange change in changes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(change.Slot, nameof(changes));
            if (!change.IsRemoval)
            {
                Space.RequireDimension(change.Vector.Length);
                FiniteValues.RequireVector(change.Vector.Span, change.Slot);
            }
        }

        SegmentedIndex next;
        lock (_writing)
        {
            next = _current;
            foreach (VectorChange change in changes)
            {
                next = change.IsRemoval ? next.Without(change.Slot) : next.With(change.Slot, change.Vector.Span);
            }

            Volatile.Write(ref _current, next);
        }

        if (_options.CompactAutomatically && next.DeltaRows >= _options.DeltaCapacity)
        {
            CompactInBackground();
        }

        return next;
    }
}
