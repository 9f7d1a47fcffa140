using Tandem.Retrieval.Codes;

namespace Tandem.Retrieval.Segments;

/// <summary>What a segment consists of.</summary>
/// <param name="Codes">Of the rows by slot; null when there are none.</param>
internal sealed record SegmentParts(VectorRows Rows, CodeBlocks? Codes, CodeBounds Bounds)
{
    /// <summary>Keeps the native memory until here.</summary>
    public void KeepAlive() => GC.KeepAlive(this);
}
