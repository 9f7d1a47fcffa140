using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tandem.Retrieval.Snapshots;

/// <summary>One segment in one file: its memory as sections, its header as JSON, and where its vectors come from.</summary>
public static class SegmentSnapshot
{
    private const string Kind = "segment";
    private const string HeaderSection = "header";
    private const string SpaceSection = "space";

    // Segments name their sections themselves; the prefix keeps them apart from those of this format.
    private const string Prefix = "segment.";

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a segment; see <see cref="SnapshotWriter"/> for what happens when that fails.</summary>
    /// <param name="space">What the vectors mean.</param>
    /// <param name="progress">Told the bytes written so far.</param>
    public static void Write(
        string path, VectorSegment segment, VectorSpace space, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        List<SnapshotSection> sections = SectionsOf(segment, space);
        SnapshotWriter.Write(path, Kind, segment.Dimension, segment.Count, sections, progress, cancellation);
    }

    /// <summary>The same to an empty stream that can seek, for who cares for the file.</summary>
    public static void Write(Stream destination, VectorSegment segment, VectorSpace space, CancellationToken cancellation = default)
    {
        List<SnapshotSection> sections = SectionsOf(segment, space);
        SnapshotWriter.Write(destination, Kind, segment.Dimension, segment.Count, sections, null, cancellation);
    }

    /// <summary>Opens a segment in place: nothing is copied, pages are read from the disk when they are touched.</summary>
    /// <param name="expected">What the vectors must mean; null takes any.</param>
    /// <exception cref="SnapshotRefusedException">The file is damaged, foreign, or its content contradicts itself.</exception>
    /// <exception cref="VectorSpaceMismatchException">The vectors are of another space than expected.</exception>
    public static VectorSegment Open(
        string path,
        VectorSpace? expected,
        SnapshotVerification verification = SnapshotVerification.Full,
        InstructionPath instructions = InstructionPath.Automatic,
        CancellationToken cancellation = default)
    {
        SnapshotFile file = SnapshotFile.Open(path, verification, cancellation);
        if (file.Kind != Kind)
        {
            throw new SnapshotRefusedException(file.Path, $"it is a snapshot of kind '{file.Kind}', expected '{Kind}'.");
        }

        VectorSpace space = Parse<VectorSpace>(file, SpaceSection);
        SegmentHeader header = Parse<SegmentHeader>(file, HeaderSection);
        if (header.Dimension != file.Dimension || header.Count != file.Count || space.Dimension != file.Dimension)
        {
            throw new SnapshotRefusedException(
                file.Path,
                $"the file says {file.Count} vectors of {file.Dimension} values, its header {header.Count} of {header.Dimension}, its space {space.Dimension} values.");
        }

        expected?.RequireSame(space, $"the snapshot '{file.Path}'");
        try
        {
            return VectorSegment.Open(header, name => file.Region(Prefix + name), instructions);
        }
        catch (InvalidDataException contradiction)
        {
            throw new SnapshotRefusedException(file.Path, contradiction.Message);
        }
    }

    private static List<SnapshotSection> SectionsOf(VectorSegment segment, VectorSpace space)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(space);
        space.RequireDimension(segment.Dimension);
        return
        [
            SnapshotSection.OfText(HeaderSection, JsonSerializer.Serialize(segment.Header, Json)),
            SnapshotSection.OfText(SpaceSection, JsonSerializer.Serialize(space, Json)),
            .. segment.Sections.Select(static section => SnapshotSection.Of(Prefix + section.Name, section.Memory)),
        ];
    }

    private static T Parse<T>(SnapshotFile file, string section)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.ReadText(section), Json)
                ?? throw new SnapshotRefusedException(file.Path, $"its section '{section}' is null.");
        }
        catch (JsonException malformed)
        {
            throw new SnapshotRefusedException(file.Path, $"its section '{section}' is no {typeof(T).Name}: {malformed.Message}");
        }
    }
}
