using System.Runtime.CompilerServices;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Codes;

/// <summary>
/// The codes of <see cref="CodeBlocks"/> once more, by slot and each row by itself: what a filter lets pass is then two cache lines a row of
/// 128 dimensions, where 16 rows of a block share 32.
/// </summary>
internal sealed unsafe class RowCodes
{
    /// <summary>Rows are padded to a multiple of this many codes; a query is zero there.</summary>
    public const int StrideStep = 32;

    public RowCodes(MemoryRegion codes, MemoryRegion scales, int dimension)
    {
        Codes = codes;
        Scales = scales;
        Stride = StrideOf(dimension);
    }

    /// <summary>[rows, Stride] bytes, c + 128.</summary>
    public MemoryRegion Codes { get; }

    /// <summary>[rows] floats.</summary>
    public MemoryRegion Scales { get; }

    /// <summary>Bytes of a row.</summary>
    public int Stride { get; }

    public static int StrideOf(int dimension) => (dimension + StrideStep - 1) / StrideStep * StrideStep;

    public static long CodeBytes(int rows, int dimension) => (long)rows * StrideOf(dimension);

    public static long ScaleBytes(int rows) => (long)rows * sizeof(float);

    public static RowCodes Allocate(int rows, int dimension) =>
        new(AllocatedRegion.Allocate(CodeBytes(rows, dimension)), AllocatedRegion.Allocate(ScaleBytes(rows)), dimension);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int slot) => (byte*)Codes.Address + (long)slot * Stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* ScaleOf(int slot) => (float*)Scales.Address + slot;

    /// <summary>Takes over the codes of a row of blocks.</summary>
    public void Take(CodeBlocks blocks, int position, int slot)
    {
        int row = position % CodeBlocks.BlockRows;
        int* from = (int*)blocks.Block(position / CodeBlocks.BlockRows) + row;
        int* to = (int*)Row(slot);
        for (int group = 0; group < blocks.Groups; group++)
        {
            to[group] = from[group * CodeBlocks.BlockRows];
        }

        *ScaleOf(slot) = blocks.ScalesOf(position / CodeBlocks.BlockRows)[row];
    }
}
