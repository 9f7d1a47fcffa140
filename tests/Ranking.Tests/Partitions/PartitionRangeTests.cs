using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Ranking.Partitions;

namespace Tandem.Ranking.Tests.Partitions;

public sealed class PartitionRangeTests
{
    [Property]
    public void Of_AllPartitions_CoverEverySlotOnce(int seed)
    {
        Random random = new(seed);
        int items = random.Next(0, 300);
        int partitions = random.Next(1, 20);
        PartitionRange[] ranges = [.. Enumerable.Range(0, partitions).Select(partition => PartitionRange.Of(items, partition, partitions))];
        Assert.Equal(Enumerable.Range(0, items), ranges.SelectMany(static range => Enumerable.Range(range.First, range.Count)));
        Assert.InRange(ranges.Max(static range => range.Count) - ranges.Min(static range => range.Count), 0, 1);
    }

    [Property]
    public void Cut_OfABitmap_HasTheBitsOfTheRange(int seed)
    {
        Random random = new(seed);
        ulong[] bitmap = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (ulong)random.NextInt64())];
        int first = random.Next(bitmap.Length * 64);
        PartitionRange range = new(first, random.Next((bitmap.Length * 64) - first + 1));
        ulong[] cut = range.Cut(bitmap);
        Assert.Equal((range.Count + 63) >> 6, cut.Length);
        for (int i = 0; i < cut.Length * 64; i++)
        {
            bool expected = i < range.Count && (bitmap[(first + i) >> 6] >> ((first + i) & 63) & 1) != 0;
            Assert.Equal(expected, (cut[i >> 6] >> (i & 63) & 1) != 0);
        }
    }

    [Fact]
    public void Of_APartitionThatIsNotThere_IsRefused() => Assert.Throws<TandemException>(() => PartitionRange.Of(10, 3, 3));
}
