using System.Runtime.InteropServices;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Segments;

/// <summary>The vectors of a segment as [count, stride] floats, zeros after the dimension.</summary>
internal sealed unsafe class VectorRows
{
    public VectorRows(MemoryRegion memory, int count, int dimension)
    {
        Memory = memory;
        Stride = RowLayout.Stride(dimension);
        Dimension = dimension;
        Count = count;
    }

    public MemoryRegion Memory { get; }

    public int Count { get; }

    public int Dimension { get; }

    public int Stride { get; }

    public float* First => (float*)Memory.Address;

    public static long ByteCount(int count, int dimension) => (long)count * RowLayout.Stride(dimension) * sizeof(float);

    /// <summary>[stride]; valid while the memory is kept alive.</summary>
    public Span<float> Row(int slot) => MemoryMarshal.CreateSpan(ref *(First + (long)slot * Stride), Stride);
}
