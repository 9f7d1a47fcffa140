using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Memory;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed partial class VectorSegment
{
    private const string RowsSection = "rows";
    private const string CodesSection = "codes";
    private const string ScalesSection = "scales";
    private const string SinglesSection = "singles";
    private const string SingleScalesSection = "singlescales";
    private const string SlotsSection = "slots";
    private const string StartsSection = "starts";
    private const string CentroidsSection = "centroids";
    private const string CentroidScalesSection = "centroidscales";
    private const string SpreadsSection = "spreads";

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

            if (_parts.Singles is { } singles)
            {
                sections.Add(new SegmentSection(SinglesSection, singles.Codes));
                sections.Add(new SegmentSection(SingleScalesSection, singles.Scales));
            }

            if (_parts.Lists is { } lists)
            {
                sections.Add(new SegmentSection(CodesSection, lists.Codes.Codes));
                sections.Add(new SegmentSection(ScalesSection, lists.Codes.Scales));
                sections.Add(new SegmentSection(SlotsSection, lists.SlotMemory));
                sections.Add(new SegmentSection(StartsSection, lists.StartMemory));
                sections.Add(new SegmentSection(CentroidsSection, lists.Centroids.Codes));
                sections.Add(new SegmentSection(CentroidScalesSection, lists.Centroids.Scales));
                sections.Add(new SegmentSection(SpreadsSection, lists.SpreadMemory));
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
        InvertedLists? lists = null;
        if (header.Lists > 0)
        {
            lists = new InvertedLists(
                header.Lists,
                Blocks(CentroidsSection, CentroidScalesSection, CodeBlocks.BlocksFor(header.Lists)),
                Section(SpreadsSection, InvertedLists.SpreadBytes(header.Lists)),
                Section(StartsSection, InvertedLists.StartBytes(header.Lists)),
                Section(SlotsSection, InvertedLists.SlotBytes(header.ListBlocks)),
                Blocks(CodesSection, ScalesSection, header.ListBlocks));
            lists.Require(count);
        }
        else if (header.Bounds is not null)
        {
            codes = Blocks(CodesSection, ScalesSection, CodeBlocks.BlocksFor(count));
        }


        // Segments that were written before these sections existed are searched without them.
        RowCodes? singles = header.Bounds is null || !header.HasSingles ? null : new RowCodes(
            Section(SinglesSection, RowCodes.CodeBytes(count, dimension)), Section(SingleScalesSection, RowCodes.ScaleBytes(count)), dimension);
        return new VectorSegment(header, new SegmentParts(rows, codes, lists, singles, header.Bounds ?? CodeBounds.None), instructions);

        CodeBlocks Blocks(string codes, string scales, int blocks) => new(
            Section(codes, CodeBlocks.CodeBytes(blocks, dimension)), Section(scales, CodeBlocks.ScaleBytes(blocks)), blocks, dimension);

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
