using System.Runtime.InteropServices;
using Tandem.Features.Numerics;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// Multi-hot rows as a marketplace has them: every row has one value of each of nine attributes. An attribute's values are
/// as frequent as Zipf's law with exponent 1 says; items come in kinds (also by Zipf), and three in five values are the one
/// that the kind prefers. Neither of these shares is tuned to either side of the benchmark.
/// </summary>
internal static class AttributeRows
{
    private const int PerRow = 9;
    private const int Kinds = 400;
    private const double PreferredShare = 0.6;

    public static SparseMatrix Draw(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        int values = columns / PerRow;
        double[] valueLaw = Cumulative(values);
        double[] kindLaw = Cumulative(Kinds);
        int[] preferred = [.. Enumerable.Range(0, Kinds * PerRow).Select(_ => Draw(valueLaw, random))];
        SparseMatrix.Builder builder = new(columns);
        Span<int> row = stackalloc int[PerRow];
        for (int i = 0; i < rows; i++)
        {
            int kind = Draw(kindLaw, random);
            for (int attribute = 0; attribute < PerRow; attribute++)
            {
                int value = random.NextDouble() < PreferredShare ? preferred[(kind * PerRow) + attribute] : Draw(valueLaw, random);
                row[attribute] = (attribute * values) + value;
            }

            builder.AddRow(row);
        }

        return builder.Build();
    }

    /// <summary>Columns of all rows, nine a row, as little-endian int32.</summary>
    public static void Write(SparseMatrix matrix, string path)
    {
        using FileStream file = File.Create(path);
        for (int row = 0; row < matrix.RowCount; row++)
        {
            file.Write(MemoryMarshal.AsBytes(matrix.RowColumns(row)));
        }
    }

    private static double[] Cumulative(int count)
    {
        double[] law = new double[count];
        double sum = 0;
        for (int rank = 1; rank <= count; rank++)
        {
            law[rank - 1] = sum += 1.0 / rank;
        }

        return law;
    }

    private static int Draw(double[] cumulative, Random random)
    {
        int index = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        return index < 0 ? ~index : index;
    }
}
