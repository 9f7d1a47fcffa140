using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Memory;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed partial class VectorSegment
{
    private const string RowsSection = "rows";
    private const string CodesSection = "codes";
    private const string ScalesSection = "scales";

    /// <summary>The segment's memory. Only to be read.</summary>
    public IReadOnlyList<SegmentSection> Sections
    {
        get
        {
            List<SegmentSection> sections = [new(RowsSection, _parts.Rows.Memory)];
            if (_parts.Codes is { } codes)
            {
                sections.Add(new SegmentSection(CodesSection, codes.Codes));
                sections.Add(new SegmentSection(ScalesSection, codes.Scales));
            }

            return sections;
        }
    }

    /// <summary>A segment over memory that another segment's <see cref="Sections"/> had; nothing is copied.</summary>
    /// <param name="sections">Gives the region of a name.</param>
    /// <exception cref="InvalidDataException">The header and the sections contradict each other; the message says where.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor lacks the instructions.</exception>
    public static VectorSegment Open(
        SegmentHeader header, Func<string, MemoryRegion> sections, InstructionPath instructions = InstructionPath.Automatic)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(sections);
        header.Require();
        (int count, int dimension) = (header.Count, header.Dimension);
        VectorRows rows = new(Section(RowsSection, VectorRows.ByteCount(count, dimension, header.Storage)), count, dimension, header.Storage);
        CodeBlocks? codes = null;
        if (header.Bounds is not null)
        {
            int blocks = CodeBlocks.BlocksFor(count);
            codes = new CodeBlocks(
                Section(CodesSection, CodeBlocks.CodeBytes(blocks, dimension)), Section(ScalesSection, CodeBlocks.ScaleBytes(blocks)), blocks, dimension);
        }

        return new VectorSegment(header, new SegmentParts(rows, codes, header.Bounds ?? CodeBounds.None), instructions);

        MemoryRegion Section(string name, long byteCount)
        {
            MemoryRegion region = sections(name) ?? throw new InvalidDataException($"Section '{name}' is missing.");
            return region.ByteCount == byteCount
                ? region
                : throw new InvalidDataException(
                    $"Section '{name}' has {region.ByteCount} bytes; {count} vectors of {dimension} values need {byteCount}.");
        }
    }
}
