using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Tests.Live;

/// <summary>A segmented index and, beside it, all that it should hold.</summary>
internal sealed class ChangingIndex
{
    private const int Slots = 400;
    private readonly Dictionary<int, float[]> _vectors;
    private readonly Similarity _similarity;
    private readonly TestVectors.Kind _kind;

    private ChangingIndex(SegmentedIndex index, Dictionary<int, float[]> vectors, Similarity similarity, TestVectors.Kind kind)
    {
        Index = index;
        _vectors = vectors;
        _similarity = similarity;
        _kind = kind;
    }

    public SegmentedIndex Index { get; private set; }

    /// <summary>Over a segment of any similarity with slots that may have gaps, or over none.</summary>
    public static ChangingIndex Start(Random random)
    {
        int dimension = random.Next(1, 30);
        Similarity similarity = (Similarity)random.Next(2);
        TestVectors.Kind kind = random.Next(2) == 0 ? TestVectors.Kind.Random : TestVectors.Kind.FewDistinct;
        if (random.Next(4) == 0)
        {
            return new ChangingIndex(SegmentedIndex.Empty(dimension, similarity), [], similarity, kind);
        }

        int[] slots = random.Next(2) == 0
            ? [.. Enumerable.Range(0, random.Next(1, 200))]
            : [.. Enumerable.Range(0, Slots).Where(_ => random.Next(3) == 0)];
        float[][] vectors = TestVectors.Vectors(random, slots.Length, dimension, kind);
        VectorSegment segment = random.Next(2) == 0 ? Build(vectors, dimension, similarity) : Build(vectors, dimension, similarity, SearchStructure.Approximate);
        return new ChangingIndex(
            SegmentedIndex.Over(segment, slots), slots.Zip(vectors).ToDictionary(pair => pair.First, pair => pair.Second), similarity, kind);
    }

    public void Change(Random random, int changes)
    {
        for (int i = 0; i < changes; i++)
        {
            int slot = random.Next(Slots);
            if (random.Next(3) == 0)
            {
                Index = Index.Without(slot);
                _vectors.Remove(slot);
            }
            else
            {
                float[] vector = TestVectors.Vector(random, Index.Dimension, _kind);
                Index = Index.With(slot, vector);
                _vectors[slot] = vector;
            }
        }
    }

    /// <summary>Merges, with changes between the choice of the layers and the swap.</summary>
    public void Compact(Random random, CompactionScope scope)
    {
        Index = Index.Seal();
        LiveIndexOptions options = new();
        if ((scope == CompactionScope.Newest ? Compaction.OfNewest(Index, options) : Compaction.OfEverything(Index, options)) is { } compaction)
        {
            VectorSegment built = compaction.Build(null, TestContext.Current.CancellationToken);
            Change(random, random.Next(0, 200));
            Index = compaction.Apply(Index, built);
        }
    }

    /// <summary>The same bits, for one query and for many, with and without a filter.</summary>
    public void AssertEqualsOneIndex(Random random)
    {
        int[] slots = [.. _vectors.Keys.Order()];
        Assert.Equal(slots, Enumerable.Range(0, Index.Count).Where(Index.Contains));
        SegmentedIndex one = SegmentedIndex.Over(Build([.. slots.Select(slot => _vectors[slot])], Index.Dimension, _similarity), slots);
        float[] query = TestVectors.Vector(random, Index.Dimension, _kind);
        ulong[] allowed = TestVectors.Bitmap(random, Slots, 0.4);
        ulong[] excluded = TestVectors.Bitmap(random, Slots, 0.1);
        foreach (SearchCase filter in (SearchCase[])[new([], []), new(allowed, []), new([], excluded), new(allowed, excluded)])
        {
            int k = random.Next(0, 60);
            SearchOptions options = new() { Filter = new SlotFilter(filter.Allowed, filter.Excluded) };
            ScoredItem[] expected = one.Search(query, k, options);

            Assert.Equal(expected, Index.Search(query, k, options));
            float[] scores = new float[expected.Length];
            Index.Score(query, [.. expected.Select(item => item.Slot)], scores);
            Assert.Equal(expected.Select(item => item.Score), scores);
            AssertManyEqualOne(random, query, k, options);
        }
    }

    private void AssertManyEqualOne(Random random, float[] query, int k, SearchOptions options)
    {
        float[] other = TestVectors.Vector(random, Index.Dimension, _kind);
        ScoredItem[] results = new ScoredItem[2 * k];
        int[] counts = new int[2];

        Index.SearchMany([.. query, .. other], k, results, counts, options);

        Assert.Equal(Index.Search(query, k, options), results.AsSpan(0, counts[0]).ToArray());
        Assert.Equal(Index.Search(other, k, options), results.AsSpan(k, counts[1]).ToArray());
    }

    // Lists answer exactly too: of layers that are built like them the answer has the same bits.
    private static VectorSegment Build(
        float[][] vectors, int dimension, Similarity similarity, SearchStructure structure = SearchStructure.Exact) => VectorSegment.Build(
        new MatrixSource(vectors.SelectMany(vector => vector).ToArray(), dimension),
        new SegmentOptions { Similarity = similarity, Structure = structure, TargetRecall = 1, MaxThreads = 1, CalibrationSample = 64 },
        null,
        TestContext.Current.CancellationToken);

    private sealed record SearchCase(ulong[] Allowed, ulong[] Excluded);
}
