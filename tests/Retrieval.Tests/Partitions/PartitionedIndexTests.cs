using FsCheck.Xunit;
using Tandem.Retrieval.Live;
using Tandem.Retrieval.Partitions;

namespace Tandem.Retrieval.Tests.Partitions;

public sealed class PartitionedIndexTests
{
    [Property(MaxTest = 60)]
    public void Search_AnyPartitioning_EqualsOneIndex(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 30);
        int count = random.Next(1, 500);
        TestVectors.Kind kind = random.Next(2) == 0 ? TestVectors.Kind.Random : TestVectors.Kind.FewDistinct;
        float[][] vectors = TestVectors.Vectors(random, count, dimension, kind);
        SegmentOptions options = new() { Similarity = (Similarity)random.Next(2), Structure = (SearchStructure)random.Next(4), MaxThreads = 1 };
        IVectorSegment one = Build([.. Enumerable.Range(0, count)]);
        int parts = random.Next(1, 6);
        int[] partOf = [.. Enumerable.Range(0, count).Select(_ => random.Next(parts))];
        PartitionedIndex partitioned = new(
            [.. Enumerable.Range(0, parts).Select(part => (IVectorSegment)Build([.. Enumerable.Range(0, count).Where(slot => partOf[slot] == part)]))],
            random.Next(1, 3));
        float[] query = TestVectors.Vector(random, dimension, kind);
        ulong[] allowed = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, count, 0.3);
        ulong[] excluded = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, count, 0.3);
        int k = random.Next(0, 50);

        Assert.Equal(
            one.Search(query, k, new SearchOptions { Filter = new SlotFilter(allowed, excluded), TargetRecall = 1 }),
            partitioned.Search(query, k, allowed, excluded, targetRecall: 1));

        SegmentedIndex Build(int[] slots) => SegmentedIndex.Over(
            VectorSegment.Build(
                new MatrixSource(slots.SelectMany(slot => vectors[slot]).ToArray(), dimension), options, null, TestContext.Current.CancellationToken),
            slots);
    }

    [Fact]
    public void Create_DimensionsThatDiffer_SaysBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new PartitionedIndex([ExactIndex.Build([1], 1), ExactIndex.Build([1, 2], 2)]));
        Assert.Contains("2 values", error.Message, StringComparison.Ordinal);
        Assert.Contains("of 1 by", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoPartitions_IsRefused() => Assert.Throws<ArgumentException>(() => new PartitionedIndex([]));
}
