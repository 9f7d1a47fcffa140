using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval;

/// <summary>One stretch of a segment's memory, little-endian.</summary>
/// <param name="Name">Unique within the segment; at most 16 ASCII letters.</param>
/// <param name="Memory">The content. An empty section is there too.</param>
public sealed record SegmentSection(string Name, MemoryRegion Memory);
