using Tandem.Domain;

namespace Tandem.Ranking.Partitions;

/// <summary>The slots of one partition: <see cref="Count"/> of them from <see cref="First"/> on. Partitions differ by one slot at most.</summary>
public readonly record struct PartitionRange(int First, int Count)
{
    /// <exception cref="TandemException">There are no partitions, or none of this number.</exception>
    public static PartitionRange Of(int items, int partition, int partitions)
    {
        if (partition < 0 || partition >= partitions)
        {
            throw new TandemException($"There is no partition {partition} of {partitions}; they are numbered from 0.");
        }

        int first = (int)((long)items * partition / partitions);
        return new PartitionRange(first, (int)((long)items * (partition + 1) / partitions) - first);
    }

    public bool Contains(int slot) => slot >= First && slot - First < Count;

    /// <summary>The bits of the range out of a bitmap over all slots: bit 0 is <see cref="First"/>.</summary>
    internal ulong[] Cut(ReadOnlySpan<ulong> bitmap)
    {
        ulong[] cut = new ulong[(Count + 63) >> 6];
        (int word, int shift) = (First >> 6, First & 63);
        for (int i = 0; i < cut.Length; i++)
        {
            ulong low = word + i < bitmap.Length ? bitmap[word + i] >> shift : 0;
            ulong high = shift > 0 && word + i + 1 < bitmap.Length ? bitmap[word + i + 1] << (64 - shift) : 0;
            cut[i] = low | high;
        }

        if ((Count & 63) != 0)
        {
            cut[^1] &= (1UL << (Count & 63)) - 1;
        }

        return cut;
    }
}
