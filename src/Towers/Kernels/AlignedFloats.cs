using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Towers.Kernels;

/// <summary>Floats that start on a cache line and never move, for data that lives as long as the process needs the model.</summary>
internal sealed class AlignedFloats
{
    private const int CacheLineBytes = 64;
    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>All zeros.</summary>
    public AlignedFloats(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(checked(length + CacheLineBytes / sizeof(float)), pinned: true);
        nint misaligned = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0) % CacheLineBytes;
        _offset = (int)((CacheLineBytes - misaligned) % CacheLineBytes) / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => _array.AsSpan(_offset, Length);

    /// <summary>The first float; the caller stays within <see cref="Length"/>.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _offset);
}
