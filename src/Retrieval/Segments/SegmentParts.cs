using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Lists;

namespace Tandem.Retrieval.Segments;

/// <summary>What a segment consists of.</summary>
/// <param name="Codes">Of the rows by slot; null when there are none, or in lists.</param>
/// <param name="Singles">The codes once more, each row by itself; null when there are none, in a segment that grows or was written by an earlier version.</param>
/// <param name="Bounds">Of the codes, by slot or in lists.</param>
internal sealed record SegmentParts(VectorRows Rows, CodeBlocks? Codes, InvertedLists? Lists, RowCodes? Singles, CodeBounds Bounds)
{
    /// <summary>Keeps the native memory until here.</summary>
    public void KeepAlive() => GC.KeepAlive(this);
}
