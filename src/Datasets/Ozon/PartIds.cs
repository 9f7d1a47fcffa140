using System.Buffers.Text;
using ParquetSharp;
using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Ozon;

/// <summary>Reads the whole numbers of a text column back from a part that an earlier run has written.</summary>
internal static class PartIds
{
    /// <exception cref="DamagedInputException">The part cannot be read.</exception>
    public static void AddTo(IdSet ids, string part, string column, CancellationToken cancellation)
    {
        using ParquetTable table = ParquetTable.Open(part);
        long[] values = new long[StepReader.Capacity];
        for (int index = 0; index < table.RowGroups; index++)
        {
            using RowGroup group = table.OpenRowGroup(index);
            Leaf<ByteArray> leaf = group.Text(column);
            for (long done = 0; done < group.Rows;)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<long> batch = values.AsSpan(0, (int)Math.Min(values.Length, group.Rows - done));
                leaf.ReadRows(batch, Parse, IntegerCodes.NoId);
                foreach (long id in batch)
                {
                    ids.Add(id);
                }

                done += batch.Length;
            }
        }

        void Parse(ReadOnlySpan<ByteArray> texts, Span<long> numbers)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                if (!Utf8Parser.TryParse(texts[i].AsSpan(), out numbers[i], out int used) || used != texts[i].Length)
                {
                    throw new DamagedInputException($"{part}: '{texts[i].AsString()}' in {column} is no whole number.");
                }
            }
        }
    }
}
