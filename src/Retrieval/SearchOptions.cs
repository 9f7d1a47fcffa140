namespace Tandem.Retrieval;

/// <summary>What a search of a segment may return, and how sure it has to be. The default value: everything, at the segment's own recall.</summary>
public readonly ref struct SearchOptions
{
    /// <summary>Which slots may be returned.</summary>
    public SlotFilter Filter { get; init; }

    /// <summary>
    /// The share of the true best that an answer has on average, from 0.5 to 1; 1 asks for the exact answer. Null for the
    /// recall that the segment was built for. Segments without an approximate structure always answer exactly.
    /// </summary>
    public double? TargetRecall { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The recall is out of its range.</exception>
    internal void Require()
    {
        if (TargetRecall is { } value && !(value is >= SegmentOptions.MinTargetRecall and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TargetRecall), value, $"The recall is from {SegmentOptions.MinTargetRecall} to 1.");
        }
    }
}
