using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>The reference: one product at a time.</summary>
internal readonly unsafe struct ScalarCodeKernel : ICodeKernel
{
    public static void Dot16(byte* block, int groups, EncodedQuery query, int* dots)
    {
        new Span<int>(dots, 16).Clear();
        for (int group = 0; group < groups; group++)
        {
            for (int row = 0; row < 16; row++)
            {
                for (int i = 0; i < 4; i++)
                {
                    dots[row] += block[(group * 16 + row) * 4 + i] * query.Shorts[group * 4 + i];
                }
            }
        }
    }

    public static void Dot16Narrow(byte* block, int groups, EncodedQuery query, int* dots) => Dot16(block, groups, query, dots);

    public static void Dot16x4(byte* block, int groups, EncodedQuery* queries, int* dots)
    {
        for (int query = 0; query < 4; query++)
        {
            Dot16(block, groups, queries[query], dots + 16 * query);
        }
    }

    public static Vector128<int> Dot4Rows(byte* row0, byte* row1, byte* row2, byte* row3, int stride, EncodedQuery query) =>
        Vector128.Create(Dot(row0, stride, query), Dot(row1, stride, query), Dot(row2, stride, query), Dot(row3, stride, query));

    private static int Dot(byte* row, int stride, EncodedQuery query)
    {
        int dot = 0;
        for (int i = 0; i < stride; i++)
        {
            dot += row[i] * query.Shorts[i];
        }

        return dot;
    }
}
