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

    /// <summary>A score that as many vectors elsewhere reach as are wanted: what scores less may be left out. Null for none.</summary>
    internal float? Floor { get; init; }

    /// <summary>
    /// To read the lists that this thread's last search of a segment with the same centroids and query read, no others. Of a layer that holds
    /// vectors of the same kind, they have the same share of those above any score.
    /// </summary>
    internal bool Follows { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The recall is out of its range.</exception>
    internal void Require()
    {
        if (TargetRecall is { } value && !(value is >= SegmentOptions.MinTargetRecall and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TargetRecall), value, $"The recall is from {SegmentOptions.MinTargetRecall} to 1.");
        }
    }
}
