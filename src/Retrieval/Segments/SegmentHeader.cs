namespace Tandem.Retrieval;

/// <summary>What has to be known of a segment, beside its sections, to open it again. Plain values: can be written as JSON.</summary>
public sealed record SegmentHeader
{
    public required int Dimension { get; init; }

    public required int Count { get; init; }

    public required Similarity Similarity { get; init; }

    public required VectorStorage Storage { get; init; }
}
