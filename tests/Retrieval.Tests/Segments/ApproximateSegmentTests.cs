using FsCheck.Xunit;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Tests.Segments;

public sealed class ApproximateSegmentTests
{
    private const int Dimension = 24;
    private static readonly Lazy<(float[][] Vectors, VectorSegment Segment)> s_large = new(() => Build(20_000, new SegmentOptions()));

    [Property(MaxTest = 60)]
    public void Search_RecallOne_EqualsTheScanToTheBit(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 60);
        int count = random.Next(1, 900);
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        MatrixSource source = TestSegments.Source(TestVectors.Vectors(random, count, dimension, kind), dimension);
        SegmentOptions options = new()
        {
            Structure = SearchStructure.Approximate,
            Similarity = (Similarity)random.Next(2),
            Instructions = TestPaths.Any(random),
        };
        VectorSegment lists = VectorSegment.Build(source, options);
        VectorSegment scan = VectorSegment.Build(source, options with { Structure = SearchStructure.Scan });
        float[] query = TestVectors.Vector(random, dimension, kind);
        ulong[] allowed = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, count, random.NextDouble());
        SearchOptions exact = new() { TargetRecall = 1, Filter = new SlotFilter(allowed) };

        Assert.Equal(scan.Search(query, 100, exact), lists.Search(query, 100, exact));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Search_HardlyAnyVectors_IsExactWhateverIsAskedFor(int count)
    {
        MatrixSource source = TestSegments.Source(TestVectors.Vectors(new Random(5), count, 4, TestVectors.Kind.Random), 4);
        VectorSegment lists = VectorSegment.Build(source, new SegmentOptions { Structure = SearchStructure.Approximate }, null, TestContext.Current.CancellationToken);
        VectorSegment scan = VectorSegment.Build(source, new SegmentOptions { Structure = SearchStructure.Scan }, null, TestContext.Current.CancellationToken);

        Assert.Equal(scan.Search([1, 2, 3, 4], 10), lists.Search([1, 2, 3, 4], 10, new SearchOptions { TargetRecall = 0.9 }));
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void Search_FreshQueries_ReachTheRecallThatIsAskedFor(double recall)
    {
        (_, VectorSegment segment) = s_large.Value;
        float[][] queries = Clustered(300, seed: 99);

        double measured = queries.Average(query => Recall(segment, query, new SearchOptions { TargetRecall = recall }));

        // Three standard errors of 300 queries whose recalls differ by 0.1.
        Assert.InRange(measured, recall - 0.02, 1);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.3)]
    [InlineData(0.15)]
    [InlineData(0.08)]
    [InlineData(0.03)]
    [InlineData(0.001)]
    public void Search_Filtered_ReachesTheRecall(double share)
    {
        (_, VectorSegment segment) = s_large.Value;
        float[][] queries = Clustered(200, seed: 7);
        ulong[] anywhere = TestVectors.Bitmap(new Random(3), segment.Count, share);
        SlotBitmap region = new(segment.Count);
        foreach (ScoredItem near in segment.Search(Clustered(1, seed: 6)[0], (int)(segment.Count * share), new SearchOptions { TargetRecall = 1 }))
        {
            region.Add(near.Slot);
        }

        double[] measured =
        [
            queries.Average(query => Recall(segment, query, new SearchOptions { TargetRecall = 0.95, Filter = new SlotFilter(anywhere) })),
            queries.Average(query => Recall(segment, query, new SearchOptions { TargetRecall = 0.95, Filter = new SlotFilter(region.Words) })),
        ];

        // Three standard errors of 200 queries whose recalls differ by 0.05.
        Assert.All(measured, recall => Assert.InRange(recall, 0.94, 1));
    }

    [Fact]
    public void Build_Large_CalibratesSharesOfAFilter()
    {
        RecallCurve curve = s_large.Value.Segment.Header.Recall!;

        Assert.NotEmpty(curve.Filtered);
        Assert.All(curve.Filtered, filtered => Assert.InRange(filtered.VerifiedRecall, curve.TargetRecall - 0.015, 1));
        Assert.Null(curve.ReadingFor(0.95, curve.Filtered[^1].Share / 2));
        Assert.Equal(curve.ReadingFor(0.95, 1)!.Value.Margin, curve.ReadingFor(0.95, 1 - 1e-9)!.Value.Margin, 1e-6f);
    }

    [Fact]
    public void Search_HigherRecall_ReadsMoreAndFindsMore()
    {
        (_, VectorSegment segment) = s_large.Value;
        float[][] queries = Clustered(200, seed: 8);
        double[] recalls = [.. new[] { 0.5, 0.8, 0.95, 0.999 }.Select(recall => queries.Average(query => Recall(segment, query, new SearchOptions { TargetRecall = recall })))];

        Assert.Equal(recalls.Order(), recalls);
        Assert.True(recalls[0] < recalls[3]);
    }

    [Fact]
    public void Build_AnyNumberOfThreads_SameSegmentToTheBit()
    {
        SegmentOptions options = new() { Structure = SearchStructure.Approximate };
        VectorSegment one = Build(3000, options with { MaxThreads = 1 }).Segment;
        VectorSegment three = Build(3000, options with { MaxThreads = 3 }).Segment;

        AssertSameBits(one, three);
    }

    [Fact]
    public void Build_AnyInstructions_SameSegmentToTheBit()
    {
        SegmentOptions options = new() { Structure = SearchStructure.Approximate, Instructions = InstructionPath.Scalar };
        VectorSegment scalar = Build(2000, options).Segment;

        Assert.All(TestPaths.Supported, path => AssertSameBits(scalar, Build(2000, options with { Instructions = path }).Segment));
    }

    [Fact]
    public void Build_Large_VerifiesItsRecall()
    {
        RecallCurve curve = s_large.Value.Segment.Header.Recall!;

        Assert.InRange(curve.VerifiedRecall, curve.TargetRecall - 0.015, 1);
        Assert.Equal(curve.Points.OrderBy(point => point.Margin), curve.Points);
        Assert.Equal(curve.Points.OrderBy(point => point.Recall), curve.Points);
    }

    [Fact]
    public void Build_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            VectorSegment.Build(TestSegments.Source(Clustered(100, 1), Dimension), cancellation: cancellation.Token));
    }

    [Fact]
    public void Build_NotANumber_NamesSlotAndPosition()
    {
        float[][] vectors = Clustered(50, 1);
        vectors[30][5] = float.NaN;

        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            VectorSegment.Build(TestSegments.Source(vectors, Dimension), cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("slot 30", error.Message, StringComparison.Ordinal);
        Assert.Contains("position 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SlotsOutOfRange_IsRefused()
    {
        (_, VectorSegment segment) = Build(500, new SegmentOptions { Structure = SearchStructure.Approximate });
        Dictionary<string, MemoryRegion> sections = segment.Sections.ToDictionary(section => section.Name, section => section.Memory);
        AllocatedRegion slots = AllocatedRegion.Allocate(sections["slots"].ByteCount);
        FillWith(slots, 500);
        sections["slots"] = slots;

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => VectorSegment.Open(segment.Header, name => sections[name]));

        Assert.Contains("is slot 500", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SearchStructure.Exact)]
    [InlineData(SearchStructure.Approximate)]
    public void Open_WithoutCodesOfSingleRows_AsEarlierVersionsWroteIt_SameExactAnswers(SearchStructure structure)
    {
        (_, VectorSegment segment) = Build(2000, new SegmentOptions { Structure = structure });
        Dictionary<string, MemoryRegion> sections = segment.Sections
            .Where(section => !section.Name.StartsWith("single", StringComparison.Ordinal))
            .ToDictionary(section => section.Name, section => section.Memory);

        VectorSegment old = VectorSegment.Open(segment.Header with { HasSingles = false }, name => sections[name]);

        foreach (double share in (double[])[0.9, 0.25, 0.1, 0.02])
        {
            ulong[] allowed = TestVectors.Bitmap(new Random(4), segment.Count, share);
            Assert.All(Clustered(20, seed: 3), query =>
            {
                SearchOptions exact = new() { TargetRecall = 1, Filter = new SlotFilter(allowed) };
                Assert.Equal(segment.Search(query, 10, exact), old.Search(query, 10, exact));
            });
        }

        GC.KeepAlive(segment);
    }

    private static unsafe void FillWith(AllocatedRegion region, int value) =>
        new Span<int>((void*)region.Address, (int)(region.ByteCount / sizeof(int))).Fill(value);

    private static double Recall(VectorSegment segment, float[] query, SearchOptions options)
    {
        HashSet<int> truth = [.. segment.Search(query, 100, new SearchOptions { TargetRecall = 1, Filter = options.Filter }).Select(item => item.Slot)];
        return segment.Search(query, 100, options).Count(item => truth.Contains(item.Slot)) / (double)truth.Count;
    }

    private static unsafe void AssertSameBits(VectorSegment expected, VectorSegment actual)
    {
        foreach ((SegmentSection a, SegmentSection b) in expected.Sections.Zip(actual.Sections))
        {
            Assert.Equal(a.Name, b.Name);
            Assert.True(
                new ReadOnlySpan<byte>((void*)a.Memory.Address, (int)a.Memory.ByteCount).SequenceEqual(new ReadOnlySpan<byte>((void*)b.Memory.Address, (int)b.Memory.ByteCount)),
                $"section {a.Name} differs");
        }

        GC.KeepAlive(expected);
        GC.KeepAlive(actual);
    }

    private static (float[][] Vectors, VectorSegment Segment) Build(int count, SegmentOptions options)
    {
        float[][] vectors = Clustered(count, seed: 5);
        return (vectors, VectorSegment.Build(TestSegments.Source(vectors, Dimension), options));
    }

    // 60 centres that every seed shares, and points around them.
    private static float[][] Clustered(int count, int seed)
    {
        float[][] centres = TestVectors.Vectors(new Random(1), 60, Dimension, TestVectors.Kind.Random);
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] centre = centres[random.Next(centres.Length)];
            return centre.Select(value => value + (float)(random.NextDouble() - 0.5)).ToArray();
        })];
    }
}
