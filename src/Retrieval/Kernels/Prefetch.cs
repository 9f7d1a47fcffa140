using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tandem.Retrieval.Kernels;

/// <summary>Asks for cache lines that will be read soon. Any address may be given; nothing happens where there is no such instruction.</summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(byte* address, int byteCount)
    {
        if (Sse.IsSupported)
        {
            for (int offset = 0; offset < byteCount; offset += RowLayout.LineBytes)
            {
                Sse.Prefetch0(address + offset);
            }
        }
    }

    /// <summary>
    /// The same into the second cache, which waits for more lines at a time than the first: for rows anywhere in memory, well ahead. Was faster there
    /// than <see cref="Lines"/> in the runs compared, all of them on a machine that others used; by how much is not known.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scattered(byte* address, int byteCount)
    {
        if (Sse.IsSupported)
        {
            for (int offset = 0; offset < byteCount; offset += RowLayout.LineBytes)
            {
                Sse.Prefetch1(address + offset);
            }
        }
    }
}
