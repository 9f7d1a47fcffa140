using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Snapshots;

/// <summary>A part of a mapped file. Frees nothing itself: it refers to the file, which is unmapped when its last region is gone.</summary>
internal sealed class MappedRegion(MappedFile file, nint address, long byteCount) : MemoryRegion(address, byteCount)
{
    /// <summary>What keeps the address valid.</summary>
    public MappedFile File { get; } = file;
}
