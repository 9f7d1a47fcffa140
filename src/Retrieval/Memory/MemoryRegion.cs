using System.Runtime.ConstrainedExecution;

namespace Tandem.Retrieval.Memory;

/// <summary>
/// A stretch of native memory that segments read: allocated, or part of a mapped file. It lives as long as something refers to it; who
/// uses <see cref="Address"/> keeps the region alive until after the last access (<see cref="GC.KeepAlive"/>).
/// </summary>
/// <remarks>Derived types free what they own in a finalizer; a critical one, so that it runs after those of ordinary objects.</remarks>
public abstract class MemoryRegion : CriticalFinalizerObject
{
    /// <param name="address">Aligned to 64 bytes.</param>
    /// <param name="byteCount">From 0.</param>
    protected MemoryRegion(nint address, long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        if (address % Alignment != 0)
        {
            throw new ArgumentException($"The address 0x{address:x} is not aligned to {Alignment} bytes.", nameof(address));
        }

        Address = address;
        ByteCount = byteCount;
    }

    /// <summary>Every region begins at a multiple of this many bytes, a cache line.</summary>
    public const int Alignment = 64;

    public nint Address { get; }

    public long ByteCount { get; }
}
