using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FsCheck.Xunit;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval.Tests.Kernels;

public sealed unsafe class CodeKernelTests
{
    // Pinned arrays stay where they are, but only as long as something refers to them.
    private readonly List<object> _pinned = [];

    [Property(MaxTest = 100)]
    public void Dot16_AnyCodesAndQuery_EqualsTheScalarKernel(int seed)
    {
        Random random = new(seed);
        int groups = random.Next(1, 40);
        AssertEqualDots(RandomBytes(random, groups * 64), groups, [.. Enumerable.Range(0, groups * 4).Select(_ => random.Next(-32639, 32640))]);
    }

    // 255 · 32639 for every product: where 8-bit products with saturation, or 16-bit sums, would be cut.
    [Theory]
    [InlineData(255, 32639)]
    [InlineData(255, -32639)]
    [InlineData(0, -32639)]
    [InlineData(255, 127)]
    [InlineData(255, -127)]
    [InlineData(255, -128)]
    [InlineData(1, 128)]
    public void Dot16_ExtremeCodes_DoesNotSaturate(int code, int value)
    {
        byte[] block = new byte[32 * 64];
        Array.Fill(block, (byte)code);
        int[] dots = AssertEqualDots(block, 32, [.. Enumerable.Repeat(value, 128)]);

        Assert.All(dots, dot => Assert.Equal(128L * code * value, dot));
    }

    [Property(MaxTest = 100)]
    public void Dot16Narrow_AnyCodesAndQuery_EqualsTheScalarKernel(int seed)
    {
        Random random = new(seed);
        int groups = random.Next(1, 40);
        AssertEqualNarrowDots(RandomBytes(random, groups * 64), groups, [.. Enumerable.Range(0, groups * 4).Select(_ => random.Next(-127, 128))]);
    }

    [Theory]
    [InlineData(255, 127)]
    [InlineData(255, -127)]
    [InlineData(1, -127)]
    public void Dot16Narrow_ExtremeCodes_DoesNotSaturate(int code, int value)
    {
        byte[] block = new byte[81 * 64];
        Array.Fill(block, (byte)code);
        int[] dots = AssertEqualNarrowDots(block, 81, [.. Enumerable.Repeat(value, 324)]);

        Assert.All(dots, dot => Assert.Equal(324 * code * value, dot));
    }

    [Property(MaxTest = 100)]
    public void Dot16x4_AnyCodesAndQueries_EqualsTheScalarKernel(int seed)
    {
        Random random = new(seed);
        int groups = random.Next(1, 40);
        byte[] block = RandomBytes(random, groups * 64);
        int[][] values = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, groups * 4).Select(_ => random.Next(-127, 128)).ToArray())];

        AssertEqualDotsOfFour(block, groups, values);
    }

    [Theory]
    [InlineData(255, 127)]
    [InlineData(255, -127)]
    [InlineData(1, -127)]
    public void Dot16x4_ExtremeCodes_DoesNotSaturate(int code, int value)
    {
        byte[] block = new byte[80 * 64];
        Array.Fill(block, (byte)code);
        int[] dots = AssertEqualDotsOfFour(block, 80, [.. Enumerable.Repeat(Enumerable.Repeat(value, 320).ToArray(), 4)]);

        Assert.All(dots, dot => Assert.Equal(320 * code * value, dot));
    }

    [Property(MaxTest = 100)]
    public void Dot4Rows_AnyCodesAndQuery_EqualsTheScalarKernel(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 160);
        AssertEqualDotsOfRows(
            RandomBytes(random, 4 * RowCodes.StrideOf(dimension)), [.. Enumerable.Range(0, dimension).Select(_ => random.Next(-127, 128))]);
    }

    [Theory]
    [InlineData(255, 127)]
    [InlineData(255, -127)]
    [InlineData(1, -127)]
    public void Dot4Rows_ExtremeCodes_DoesNotSaturate(int code, int value)
    {
        byte[] rows = new byte[4 * 320];
        Array.Fill(rows, (byte)code);
        int[] dots = AssertEqualDotsOfRows(rows, [.. Enumerable.Repeat(value, 320)]);

        Assert.All(dots, dot => Assert.Equal(320 * code * value, dot));
    }

    private int[] AssertEqualDotsOfRows(byte[] rows, int[] values)
    {
        fixed (byte* codes = rows)
        {
            EncodedQuery query = Encode(values, narrow: true);
            int[] expected = Dot4Rows<ScalarCodeKernel>(codes, rows.Length / 4, query);
            foreach (InstructionPath path in TestPaths.Supported)
            {
                Assert.Equal(expected, path switch
                {
                    InstructionPath.Avx2 => Dot4Rows<Avx2CodeKernel>(codes, rows.Length / 4, query),
                    InstructionPath.Avx512 => Dot4Rows<Avx512CodeKernel>(codes, rows.Length / 4, query),
                    InstructionPath.AvxVnni => Dot4Rows<VnniCodeKernel>(codes, rows.Length / 4, query),
                    _ => expected,
                });
            }

            return expected;
        }
    }

    private int[] AssertEqualDots(byte[] block, int groups, int[] values)
    {
        fixed (byte* codes = block)
        {
            EncodedQuery query = Encode(values, narrow: false);
            int[] expected = Dot16<ScalarCodeKernel>(codes, groups, query);
            foreach (InstructionPath path in TestPaths.Supported)
            {
                Assert.Equal(expected, path switch
                {
                    InstructionPath.Avx2 => Dot16<Avx2CodeKernel>(codes, groups, query),
                    InstructionPath.Avx512 => Dot16<Avx512CodeKernel>(codes, groups, query),
                    InstructionPath.AvxVnni => Dot16<VnniCodeKernel>(codes, groups, query),
                    _ => expected,
                });
            }

            return expected;
        }
    }

    private int[] AssertEqualNarrowDots(byte[] block, int groups, int[] values)
    {
        fixed (byte* codes = block)
        {
            EncodedQuery query = Encode(values, narrow: true);
            int[] expected = Dot16Narrow<ScalarCodeKernel>(codes, groups, query);
            foreach (InstructionPath path in TestPaths.Supported)
            {
                Assert.Equal(expected, path switch
                {
                    InstructionPath.Avx2 => Dot16Narrow<Avx2CodeKernel>(codes, groups, query),
                    InstructionPath.Avx512 => Dot16Narrow<Avx512CodeKernel>(codes, groups, query),
                    InstructionPath.AvxVnni => Dot16Narrow<VnniCodeKernel>(codes, groups, query),
                    _ => expected,
                });
            }

            return expected;
        }
    }

    private int[] AssertEqualDotsOfFour(byte[] block, int groups, int[][] values)
    {
        fixed (byte* codes = block)
        {
            EncodedQuery[] queries = [.. values.Select(row => Encode(row, narrow: true))];
            fixed (EncodedQuery* first = queries)
            {
                int[] expected = Dot16x4<ScalarCodeKernel>(codes, groups, first);
                foreach (InstructionPath path in TestPaths.Supported)
                {
                    Assert.Equal(expected, path switch
                    {
                        InstructionPath.Avx2 => Dot16x4<Avx2CodeKernel>(codes, groups, first),
                        InstructionPath.Avx512 => Dot16x4<Avx512CodeKernel>(codes, groups, first),
                        InstructionPath.AvxVnni => Dot16x4<VnniCodeKernel>(codes, groups, first),
                        _ => expected,
                    });
                }

                return expected;
            }
        }
    }

    private static int[] Dot16<TKernel>(byte* block, int groups, EncodedQuery query)
        where TKernel : struct, ICodeKernel
    {
        int[] dots = new int[16];
        fixed (int* first = dots)
        {
            TKernel.Dot16(block, groups, query, first);
        }

        return dots;
    }

    private static int[] Dot16Narrow<TKernel>(byte* block, int groups, EncodedQuery query)
        where TKernel : struct, ICodeKernel
    {
        int[] dots = new int[16];
        fixed (int* first = dots)
        {
            TKernel.Dot16Narrow(block, groups, query, first);
        }

        return dots;
    }

    private static int[] Dot16x4<TKernel>(byte* block, int groups, EncodedQuery* queries)
        where TKernel : struct, ICodeKernel
    {
        int[] dots = new int[64];
        fixed (int* first = dots)
        {
            TKernel.Dot16x4(block, groups, queries, first);
        }

        return dots;
    }

    // The rows in another order than they lie in.
    private static int[] Dot4Rows<TKernel>(byte* rows, int stride, EncodedQuery query)
        where TKernel : struct, ICodeKernel
    {
        int[] dots = new int[4];
        TKernel.Dot4Rows(rows + 3 * stride, rows, rows + 2 * stride, rows + stride, stride, query).CopyTo(dots);
        return dots;
    }

    private EncodedQuery Encode(int[] values, bool narrow)
    {
        int padded = RowCodes.StrideOf(values.Length);
        short[] shorts = GC.AllocateArray<short>(padded, pinned: true);
        sbyte[] high = GC.AllocateArray<sbyte>(padded, pinned: true);
        sbyte[] low = GC.AllocateArray<sbyte>(padded, pinned: true);
        for (int i = 0; i < values.Length; i++)
        {
            int top = narrow ? values[i] : (values[i] + 128) >> 8;
            (shorts[i], high[i], low[i]) = ((short)values[i], (sbyte)top, (sbyte)(narrow ? 0 : values[i] - 256 * top));
        }

        _pinned.Add((shorts, high, low));
        return new EncodedQuery(
            Marshal.UnsafeAddrOfPinnedArrayElement(shorts, 0),
            Marshal.UnsafeAddrOfPinnedArrayElement(high, 0),
            Marshal.UnsafeAddrOfPinnedArrayElement(low, 0));
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
