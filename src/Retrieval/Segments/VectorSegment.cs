using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

/// <summary>Vectors in native memory or a mapped file, with what makes searching them fast.</summary>
public sealed partial class VectorSegment : IVectorSegment
{
    private readonly SegmentParts _parts;
    private readonly Searcher _searcher;

    internal VectorSegment(SegmentHeader header, SegmentParts parts, InstructionPath instructions)
    {
        Header = header;
        _parts = parts;
        _searcher = Searcher.For(instructions, header.Storage);
    }

    public int Dimension => Header.Dimension;

    public int Count => Header.Count;

    public Similarity Similarity => Header.Similarity;

    /// <summary>With <see cref="Sections"/>, all that <see cref="Open"/> needs.</summary>
    public SegmentHeader Header { get; }

    public void CopyVector(int slot, Span<float> destination)
    {
        RequireSlot(slot);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"The destination has room for {destination.Length} values, a vector has {Dimension}.", nameof(destination));
        }

        _parts.Rows.Read(slot, destination);
        _parts.KeepAlive();
    }

    private void RequireSlot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
    }
}
