using System.Runtime.CompilerServices;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Codes;

/// <summary>
/// 8-bit codes of rows, 16 rows to a block: <c>[blocks, groups, 16, 4]</c> bytes, 4 neighbouring dimensions of all rows of the block
/// together, so that a vector lane is a row and nothing has to be summed across lanes. A byte is c + 128; x ≈ scale · c.
/// </summary>
internal sealed unsafe class CodeBlocks
{
    public const int BlockRows = 16;
    public const int GroupValues = 4;
    private const int CodeOffset = 128;
    private const int MaxCode = 127;

    // Below this scale codes would be divided by a subnormal number; a larger scale only coarsens them.
    private const float MinScale = 1.17549435e-38f;

    public CodeBlocks(MemoryRegion codes, MemoryRegion scales, int blocks, int dimension)
    {
        Codes = codes;
        Scales = scales;
        Blocks = blocks;
        Groups = GroupsOf(dimension);
        BlockBytes = Groups * BlockRows * GroupValues;
    }

    public MemoryRegion Codes { get; }

    /// <summary>[blocks · 16] floats; 0 of zero rows and of rows that are not used.</summary>
    public MemoryRegion Scales { get; }

    public int Blocks { get; }

    /// <summary>Groups of 4 dimensions.</summary>
    public int Groups { get; }

    public int BlockBytes { get; }

    public static int GroupsOf(int dimension) => (dimension + GroupValues - 1) / GroupValues;

    public static int BlocksFor(int rows) => (rows + BlockRows - 1) / BlockRows;

    public static long CodeBytes(int blocks, int dimension) => (long)blocks * GroupsOf(dimension) * BlockRows * GroupValues;

    public static long ScaleBytes(int blocks) => (long)blocks * BlockRows * sizeof(float);

    public static CodeBlocks Allocate(int blocks, int dimension) =>
        new(AllocatedRegion.Allocate(CodeBytes(blocks, dimension)), AllocatedRegion.Allocate(ScaleBytes(blocks)), blocks, dimension);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Block(int block) => (byte*)Codes.Address + (long)block * BlockBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* ScalesOf(int block) => (float*)Scales.Address + (long)block * BlockRows;

    /// <summary>‖s·c‖² of a row.</summary>
    public double SquaredNorm(int position)
    {
        long squares = 0;
        byte* codes = Block(position / BlockRows) + position % BlockRows * GroupValues;
        for (int i = 0; i < Groups * GroupValues; i++)
        {
            int code = codes[i / GroupValues * BlockRows * GroupValues + i % GroupValues] - CodeOffset;
            squares += code * code;
        }

        double scale = ScalesOf(position / BlockRows)[position % BlockRows];
        return scale * scale * squares;
    }

    /// <summary>Encodes a row, and says how far its codes are from it.</summary>
    /// <param name="position">Row of the codes, below blocks · 16.</param>
    /// <param name="row">[dimension], finite.</param>
    public CodeBounds Write(int position, ReadOnlySpan<float> row)
    {
        (float largest, double squares) = Extent.Of(row);
        float scale = largest == 0 ? 0 : Math.Max(largest / MaxCode, MinScale);
        double codeSquares = 0;
        double errorSquares = 0;
        byte* codes = Block(position / BlockRows) + position % BlockRows * GroupValues;
        for (int i = 0; i < Groups * GroupValues; i++)
        {
            int code = 0;
            if (i < row.Length && scale > 0)
            {
                code = Math.Clamp((int)MathF.Round(row[i] / scale), -MaxCode, MaxCode);
                double error = row[i] - (double)scale * code;
                codeSquares += code * code;
                errorSquares += error * error;
            }

            codes[i / GroupValues * BlockRows * GroupValues + i % GroupValues] = (byte)(code + CodeOffset);
        }

        ScalesOf(position / BlockRows)[position % BlockRows] = scale;
        return scale == 0
            ? CodeBounds.None
            : new CodeBounds
            {
                Residual = Math.Sqrt(errorSquares) / scale,
                CodeNorm = Math.Sqrt(codeSquares),
                VectorNorm = Math.Sqrt(squares),
                SmallestScale = scale,
            };
    }
}
