using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Tests.Live;

/// <summary>Layers that take over lists and recall from the largest one, and the merge of everything when it has been outgrown.</summary>
public sealed class GrowthTests
{
    private const int Dimension = 16;
    private const int Base = 8192;
    private static readonly VectorSpace Space = new(Dimension, "", "");
    private static readonly LiveIndexOptions Options = new() { Segments = new SegmentOptions { MaxThreads = 1, CalibrationSample = 256 } };

    [Fact]
    public void OfNewest_ManyRows_AreBuiltInTheListsOfTheLargestLayer()
    {
        SegmentedIndex index = Grown(Base / 2);
        VectorSegment foundation = (VectorSegment)index.Layers[0].Segment;

        VectorSegment built = Compaction.OfNewest(index, Options)!.Build(null, Token);

        Assert.Equal((Base / 2, foundation.Header.Lists), (built.Count, built.Header.Lists));
        Assert.Same(foundation.Header.Recall, built.Header.Recall);
        Assert.Equal(Base, built.Header.Recall!.Vectors);
    }

    // The curve was measured on half of the vectors.
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void Search_AfterDoubling_HasTheRecallOfTheCurve(double recall)
    {
        SegmentedIndex index = Grown(Base);
        Compaction merge = Compaction.OfNewest(index, Options)!;
        index = merge.Apply(index, merge.Build(null, Token));
        Random random = new(5);

        double found = Enumerable.Range(0, 300).Average(_ =>
        {
            float[] query = Vector(random);
            HashSet<int> truth = [.. index.Search(query, 100, new SearchOptions { TargetRecall = 1 }).Select(static item => item.Slot)];
            return index.Search(query, 100, new SearchOptions { TargetRecall = recall }).Count(item => truth.Contains(item.Slot)) / 100.0;
        });

        Assert.InRange(found, recall - 0.01, 1);
    }

    [Fact]
    public void IsEverythingDue_GrownBeyondTheShare_OrTooManyRemoved()
    {
        SegmentedIndex index = Grown(Base / 2);

        Assert.False(Compaction.IsEverythingDue(index, Options));
        Assert.True(Compaction.IsEverythingDue(index, Options with { MaxGrowth = 0.4 }));
        Assert.True(Compaction.IsEverythingDue(Enumerable.Range(0, Base / 3).Aggregate(index, static (now, slot) => now.Without(slot)), Options));
    }

    // The merge of everything is held; what comes meanwhile is found, and merged by itself.
    [Fact]
    public async Task Apply_WhileEverythingIsMerged_NeitherWaitsNorPilesUp()
    {
        SegmentedIndex start = Grown(Base);
        const int Changes = 20 * 64;
        HeldFirst held = new();
        await using LiveIndex index = new(Space, start, Options with { DeltaCapacity = 64, MaxGrowth = 0.5, Scheduler = held });
        Task<CompactionReport?> everything = index.CompactAsync(cancellation: Token);
        await held.Holding;
        Random random = new(9);
        for (int i = 0; i < Changes; i++)
        {
            index.Set(3 * Base + i, Vector(random), Space);
        }

        float[] longest = [100, .. new float[Dimension - 1]];
        index.Set(3 * Base, longest, Space);

        while (index.LastCompaction is null || index.Current.LayerCount > 8)
        {
            Assert.Null(index.LastFailure);
            await Task.Delay(1, Token);
        }

        Assert.Equal(3 * Base, index.Current.Search(longest, 1, new SearchOptions { TargetRecall = 1 })[0].Slot);
        held.Release();
        Assert.Equal(2 * Base, (await everything)!.Rows);
        Assert.Equal(2 * Base + Changes, index.Current.Alive);
        Assert.Equal(3 * Base, index.Current.Search(longest, 1, new SearchOptions { TargetRecall = 1 })[0].Slot);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SegmentedIndex Grown(int more)
    {
        Random random = new(3);
        float[] vectors = [.. Enumerable.Range(0, Base).SelectMany(_ => Vector(random))];
        SegmentOptions options = new() { Structure = SearchStructure.Approximate, CalibrationSample = 512 };
        SegmentedIndex index = SegmentedIndex.Over(VectorSegment.Build(new MatrixSource(vectors, Dimension), options, null, Token));
        for (int i = 0; i < more; i++)
        {
            index = index.With(Base + i, Vector(random));
        }

        return index.Seal();
    }

    // In 40 clusters.
    private static float[] Vector(Random random)
    {
        Random centre = new(random.Next(40));
        return [.. Enumerable.Range(0, Dimension).Select(_ => (float)(centre.NextDouble() - 0.5 + 0.3 * (random.NextDouble() - 0.5)))];
    }

    /// <summary>Runs tasks, the first of them once it is released.</summary>
    private sealed class HeldFirst : TaskScheduler
    {
        private readonly TaskCompletionSource _holding = new();
        private readonly TaskCompletionSource _released = new();

        public Task Holding => _holding.Task;

        public void Release() => _released.SetResult();

        protected override void QueueTask(Task task) => Task.Run(async () =>
        {
            if (_holding.TrySetResult())
            {
                await _released.Task;
            }

            TryExecuteTask(task);
        });

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
