using System.Runtime.InteropServices;

namespace Tandem.Retrieval.Memory;

/// <summary>Zeroed native memory. Large regions are aligned to 2 MB and ask the kernel for huge pages, where there are any.</summary>
internal sealed unsafe partial class AllocatedRegion : MemoryRegion
{
    private const int HugePageBytes = 2 << 20;
    private const int AdviseHugePages = 14;

    private AllocatedRegion(void* memory, long byteCount)
        : base((nint)memory, byteCount)
    {
        if (byteCount > 0)
        {
            GC.AddMemoryPressure(byteCount);
        }
    }

    ~AllocatedRegion()
    {
        NativeMemory.AlignedFree((void*)Address);
        if (ByteCount > 0)
        {
            GC.RemoveMemoryPressure(ByteCount);
        }
    }

    /// <summary>All bytes are zero.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static AllocatedRegion Allocate(long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        nuint alignment = (nuint)(byteCount >= HugePageBytes ? HugePageBytes : Alignment);
        nuint padded = ((nuint)byteCount + alignment - 1) / alignment * alignment;
        void* memory = NativeMemory.AlignedAlloc(Math.Max(padded, alignment), alignment);
        if (alignment == HugePageBytes && OperatingSystem.IsLinux())
        {
            AdviseHuge(memory, padded);
        }

        NativeMemory.Clear(memory, padded);
        return new AllocatedRegion(memory, byteCount);
    }

    // Advice only: without huge pages everything works, with more misses of the translation buffer.
    private static void AdviseHuge(void* memory, nuint byteCount)
    {
        try
        {
            _ = Advise(memory, byteCount, AdviseHugePages);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without this call has no such advice to take.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
