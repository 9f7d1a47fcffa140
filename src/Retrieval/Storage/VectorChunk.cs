using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Retrieval.Storage;

/// <summary>
/// The vectors of 64 neighbouring slots and a bit for each that is alive: the unit that an update copies. Rows are
/// <c>[64, stride]</c> somewhere in an array, which for a built index is shared with the chunks beside it. Immutable once published.
/// </summary>
internal sealed class VectorChunk
{
    public const int Slots = 64;
    private readonly float[] _array;
    private readonly int _offset;

    public VectorChunk(float[] array, int offset, ulong alive)
    {
        _array = array;
        _offset = offset;
        Alive = alive;
    }

    /// <summary>Bit i is set when row i holds a vector that may be returned.</summary>
    public ulong Alive { get; }

    /// <summary>The first float of the first row.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _offset);

    public ReadOnlySpan<float> Row(int row, int stride, int dimension) => _array.AsSpan(_offset + row * stride, dimension);

    public VectorChunk With(int row, ReadOnlySpan<float> vector, int stride)
    {
        float[] copy = GC.AllocateUninitializedArray<float>(Slots * stride);
        _array.AsSpan(_offset, copy.Length).CopyTo(copy);
        vector.CopyTo(copy.AsSpan(row * stride));
        return new VectorChunk(copy, 0, Alive | 1UL << row);
    }

    public VectorChunk Without(int row) => new(_array, _offset, Alive & ~(1UL << row));

    public static VectorChunk CreateWith(ReadOnlySpan<float> vector, int stride)
    {
        float[] array = new float[Slots * stride];
        vector.CopyTo(array);
        return new VectorChunk(array, 0, 1);
    }
}
