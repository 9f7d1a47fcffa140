using System.Runtime.CompilerServices;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Segments;

/// <summary>The vectors of a segment as [count, stride] floats or half-precision values, zeros after the dimension.</summary>
internal sealed unsafe class VectorRows
{
    private const float LargestHalf = 65504;

    public VectorRows(MemoryRegion memory, int count, int dimension, VectorStorage storage)
    {
        Memory = memory;
        Count = count;
        Dimension = dimension;
        Storage = storage;
        Stride = RowLayout.Stride(dimension);
        RowBytes = Stride * ValueBytes(storage);
    }

    public MemoryRegion Memory { get; }

    public int Count { get; }

    public int Dimension { get; }

    public VectorStorage Storage { get; }

    /// <summary>Values of a row with its padding.</summary>
    public int Stride { get; }

    public int RowBytes { get; }

    public static long ByteCount(int count, int dimension, VectorStorage storage) =>
        (long)count * RowLayout.Stride(dimension) * ValueBytes(storage);

    public static VectorRows Allocate(int count, int dimension, VectorStorage storage) =>
        new(AllocatedRegion.Allocate(ByteCount(count, dimension, storage)), count, dimension, storage);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int slot) => (byte*)Memory.Address + (long)slot * RowBytes;

    /// <param name="values">[dimension]; gets the stored values.</param>
    public void Read(int slot, Span<float> values)
    {
        if (Storage == VectorStorage.FullPrecision)
        {
            new ReadOnlySpan<float>(Row(slot), Dimension).CopyTo(values);
            return;
        }

        ReadOnlySpan<Half> halves = new(Row(slot), Dimension);
        for (int i = 0; i < halves.Length; i++)
        {
            values[i] = (float)halves[i];
        }
    }

    /// <param name="values">[dimension], finite; gets the values as they are stored.</param>
    /// <exception cref="ArgumentException">A value is too large for half precision.</exception>
    public void Write(int slot, Span<float> values)
    {
        if (Storage == VectorStorage.FullPrecision)
        {
            values.CopyTo(new Span<float>(Row(slot), Dimension));
            return;
        }

        Span<Half> halves = new(Row(slot), Dimension);
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)values[i];
            if (!Half.IsFinite(halves[i]))
            {
                throw new ArgumentException(
                    $"The vector in slot {slot} has {values[i]} at position {i}; half precision goes to {LargestHalf}. Store it in full precision.");
            }

            values[i] = (float)halves[i];
        }
    }

    private static int ValueBytes(VectorStorage storage) => storage == VectorStorage.HalfPrecision ? sizeof(ushort) : sizeof(float);
}
