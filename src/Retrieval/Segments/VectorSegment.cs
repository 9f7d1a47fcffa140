using Tandem.Retrieval.Memory;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

/// <summary>Vectors in native memory or a mapped file, with what makes searching them fast.</summary>
public sealed partial class VectorSegment : IVectorSegment
{
    private const string RowsSection = "rows";
    private readonly VectorRows _rows;

    private VectorSegment(SegmentHeader header, VectorRows rows)
    {
        Header = header;
        _rows = rows;
    }

    public int Dimension => Header.Dimension;

    public int Count => Header.Count;

    public Similarity Similarity => Header.Similarity;

    /// <summary>With <see cref="Sections"/>, all that <see cref="Open"/> needs.</summary>
    public SegmentHeader Header { get; }

    /// <summary>The segment's memory. Only to be read.</summary>
    public IReadOnlyList<SegmentSection> Sections => [new SegmentSection(RowsSection, _rows.Memory)];

    /// <summary>A segment over memory that another segment's <see cref="Sections"/> had; nothing is copied.</summary>
    /// <param name="sections">Gives the region of a name.</param>
    /// <exception cref="InvalidDataException">The header and the sections contradict each other; the message says where.</exception>
    public static VectorSegment Open(SegmentHeader header, Func<string, MemoryRegion> sections, InstructionPath instructions = InstructionPath.Automatic)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(sections);
        if (header.Dimension < 1 || header.Count < 0)
        {
            throw new InvalidDataException($"A segment of {header.Count} vectors of {header.Dimension} values cannot be.");
        }

        MemoryRegion memory = sections(RowsSection);
        long expected = VectorRows.ByteCount(header.Count, header.Dimension);
        if (memory.ByteCount != expected)
        {
            throw new InvalidDataException(
                $"Section '{RowsSection}' has {memory.ByteCount} bytes; {header.Count} vectors of {header.Dimension} values need {expected}.");
        }

        return new VectorSegment(header, new VectorRows(memory, header.Count, header.Dimension));
    }

    public void CopyVector(int slot, Span<float> destination)
    {
        RequireSlot(slot);
        _rows.Row(slot)[..Dimension].CopyTo(destination);
        GC.KeepAlive(_rows.Memory);
    }

    private void RequireSlot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
    }
}
