namespace Tandem.Retrieval.Live;

/// <summary>A segment, the slots that its rows hold, and the rows that are no longer valid. Immutable and thread-safe.</summary>
internal sealed partial record Layer(IVectorSegment Segment, SlotTable Slots, Tombstones Removed)
{
    /// <summary>Rows, also those no longer valid.</summary>
    public int Rows => Segment.Count;

    /// <summary>Valid rows.</summary>
    public int Alive => Rows - Removed.Count;

    /// <summary>The recall curve of the segment's lists, one object for all that share their centroids; null where there are no lists.</summary>
    public RecallCurve? Curve => (Segment as VectorSegment)?.Header.Recall;

    /// <summary>The row that holds a slot now.</summary>
    public bool TryFind(int slot, out int row)
    {
        row = Slots.RowOf(slot);
        return row >= 0 && !Removed.Contains(row);
    }
}
