using FsCheck.Xunit;

namespace Tandem.Retrieval.Tests.Segments;

public sealed class VectorSegmentSearchTests
{
    [Property(MaxTest = 300)]
    public void Search_AnyPathStorageAndFilter_EqualsTheNaiveAnswer(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 150);
        int count = random.Next(1, 700);
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        float[][] vectors = TestVectors.Vectors(random, count, dimension, kind);
        VectorSegment segment = VectorSegment.Build(TestSegments.Source(vectors, dimension), new SegmentOptions
        {
            Structure = random.Next(3) == 0 ? SearchStructure.Scan : SearchStructure.Exact,
            Similarity = (Similarity)random.Next(2),
            Storage = kind is TestVectors.Kind.Huge or TestVectors.Kind.Mixed ? VectorStorage.FullPrecision : (VectorStorage)random.Next(2),
            Instructions = TestPaths.Any(random),
        });
        float[] query = TestVectors.Vector(random, dimension, kind);
        int k = random.Next(0, count + 20);
        ulong[] allowed = Allowed(random, count);
        ulong[] excluded = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, count / 2, 0.2);

        ScoredItem[] answer = segment.Search(query, k, new SearchOptions { Filter = new SlotFilter(allowed, excluded) });

        float[] effective = TestSegments.Effective(segment, query);
        TestSegments.Naive(segment).AssertAnswer(answer, effective, k, TestSegments.Passing(allowed, excluded, count));
        float[] scores = new float[answer.Length];
        segment.Score(query, [.. answer.Select(item => item.Slot)], scores);
        Assert.Equal(answer.Select(item => item.Score), scores);
    }

    [Property(MaxTest = 200)]
    public void Search_ByCodes_EqualsTheScanToTheBit(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 150);
        int count = random.Next(1, 700);
        float magnitude = MathF.Pow(10, random.Next(-45, 39));
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(4);
        float[] vectors = [.. TestVectors.Vectors(random, count, dimension, kind).SelectMany(vector => vector).Select(value => value * magnitude)];
        float[] query = [.. TestVectors.Vector(random, dimension, kind).Select(value => value * MathF.Pow(10, random.Next(-45, 39)))];
        SegmentOptions options = new() { Instructions = TestPaths.Any(random), Structure = SearchStructure.Scan };
        VectorSegment scan = VectorSegment.Build(new MatrixSource(vectors, dimension), options);
        VectorSegment codes = VectorSegment.Build(new MatrixSource(vectors, dimension), options with { Structure = SearchStructure.Exact });
        int k = random.Next(1, 120);

        Assert.Equal(scan.Search(query, k), codes.Search(query, k));
    }

    [Property(MaxTest = 150)]
    public void SearchMany_AnyQueriesAndFilter_EqualsSearchOfEach(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 150);
        int count = random.Next(1, 700);
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        VectorSegment segment = VectorSegment.Build(
            TestSegments.Source(TestVectors.Vectors(random, count, dimension, kind), dimension),
            new SegmentOptions
            {
                Structure = random.Next(3) == 0 ? SearchStructure.Scan : SearchStructure.Exact,
                Similarity = (Similarity)random.Next(2),
                Instructions = TestPaths.Any(random),
            });
        float[][] queries = [.. Enumerable.Range(0, random.Next(1, 150)).Select(_ => TestVectors.Vector(random, dimension, (TestVectors.Kind)random.Next(6)))];
        int k = random.Next(0, 120);
        ulong[] allowed = Allowed(random, count);
        SearchOptions options = new() { Filter = new SlotFilter(allowed) };
        ScoredItem[] results = new ScoredItem[queries.Length * k];
        int[] counts = new int[queries.Length];

        segment.SearchMany(queries.SelectMany(query => query).ToArray(), k, results, counts, options);

        for (int i = 0; i < queries.Length; i++)
        {
            Assert.Equal(segment.Search(queries[i], k, options), results[(i * k)..(i * k + counts[i])]);
        }
    }

    private static ulong[] Allowed(Random random, int count) => random.Next(4) switch
    {
        0 => [],
        1 => TestVectors.Bitmap(random, count, 0.03),
        2 => TestVectors.Bitmap(random, count + 100, 0.3),
        _ => TestVectors.Bitmap(random, count, 0.95),
    };
}
