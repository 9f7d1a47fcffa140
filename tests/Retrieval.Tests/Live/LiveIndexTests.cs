using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Tests.Live;

public sealed class LiveIndexTests
{
    private static readonly VectorSpace Space = new(2, "schema-a", "towers-1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Set_Vector_IsInTheNextSearch()
    {
        await using LiveIndex index = new(Space);

        index.Set(7, new float[] { 1, 2 }, Space);

        Assert.Equal(new ScoredItem(7, 3), Assert.Single(index.Current.Search([1f, 1], 5)));
    }

    [Fact]
    public async Task Remove_Vector_IsInNoLaterSearch()
    {
        await using LiveIndex index = new(Space);
        SegmentedIndex before = index.Set(7, new float[] { 1, 2 }, Space);

        index.Remove(7);

        Assert.Empty(index.Current.Search([1f, 1], 5));
        Assert.Single(before.Search([1f, 1], 5));
    }

    [Theory]
    [InlineData("schema-b", "towers-1", "schema 'schema-a'", "schema 'schema-b'")]
    [InlineData("schema-a", "towers-2", "model 'towers-1'", "model 'towers-2'")]
    public async Task Set_VectorOfAnotherSpace_IsRefusedWithBoth(string schema, string model, string expected, string actual)
    {
        await using LiveIndex index = new(Space);

        VectorSpaceMismatchException error = Assert.Throws<VectorSpaceMismatchException>(
            () => index.Set(0, new float[2], new VectorSpace(2, schema, model)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(actual, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, index.Current.Version);
    }

    [Fact]
    public async Task Set_VectorOfAnotherLength_IsRefusedWithBothLengths()
    {
        await using LiveIndex index = new(Space);

        VectorSpaceMismatchException error = Assert.Throws<VectorSpaceMismatchException>(() => index.Set(0, new float[3], Space));

        Assert.Contains("2 values", error.Message, StringComparison.Ordinal);
        Assert.Contains("3 values", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task Apply_OneBadVectorAmongMany_ChangesNothing(float value)
    {
        await using LiveIndex index = new(Space);

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => index.Apply([VectorChange.Set(1, new float[] { 1, 1 }), VectorChange.Set(2, new float[] { 1, value })], Space));

        Assert.Contains("slot 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, index.Current.Alive);
    }

    [Fact]
    public async Task Apply_ManyChanges_AreMadeInOrder()
    {
        await using LiveIndex index = new(Space);

        index.Apply(
            [
                VectorChange.Set(1, new float[] { 1, 1 }),
                VectorChange.Remove(1),
                VectorChange.Set(2, new float[] { 1, 1 }),
                VectorChange.Set(2, new float[] { 3, 3 }),
            ],
            Space);

        Assert.Equal(new ScoredItem(2, 6), Assert.Single(index.Current.Search([1f, 1], 5)));
    }

    [Fact]
    public void Create_StartOfAnotherLength_IsRefused() =>
        Assert.Throws<VectorSpaceMismatchException>(() => new LiveIndex(Space, SegmentedIndex.Empty(3)));

    [Fact]
    public async Task Set_UpToTheCapacity_MergesInTheBackground()
    {
        await using LiveIndex index = new(Space, options: new LiveIndexOptions { DeltaCapacity = 16 });
        for (int slot = 0; slot < 1000; slot++)
        {
            index.Set(slot, new float[] { slot, 1 }, Space);
        }

        using CancellationTokenSource patience = new(Patience);
        while (index.LastCompaction is null || index.Current.DeltaRows >= 16)
        {
            Assert.Null(index.LastFailure);
            await Task.Delay(1, patience.Token);
        }

        Assert.Equal(1000, index.Current.Alive);
        Assert.Equal(Enumerable.Range(0, 1000).Reverse(), index.Current.Search([1f, 0], 1000).Select(item => item.Slot));
    }

    [Fact]
    public async Task Set_AutomaticMergingOff_OnlyGrowsTheDelta()
    {
        await using LiveIndex index = new(Space, options: new LiveIndexOptions { DeltaCapacity = 1, CompactAutomatically = false });
        for (int slot = 0; slot < 50; slot++)
        {
            index.Set(slot, new float[] { slot, 1 }, Space);
        }

        Assert.Equal((50, 0), (index.Current.DeltaRows, index.Current.LayerCount));
    }

    [Fact]
    public async Task CompactAsync_Everything_LeavesOneLayerWithoutRemovedRows()
    {
        await using LiveIndex index = new(Space, SegmentedIndex.Over(ExactIndex.Build(new float[200], 2)));
        index.Remove(3);
        index.Set(150, new float[] { 1, 1 }, Space);
        long version = index.Current.Version;

        CompactionReport? report = await index.CompactAsync(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((2, 100, 1), (report!.Layers, report.Rows, report.Dropped));
        Assert.Equal((0, 1, version), (index.Current.DeltaRows, index.Current.LayerCount, index.Current.Version));
        Assert.Null(await index.CompactAsync(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CompactAsync_Cancelled_AnswersAsBefore()
    {
        await using LiveIndex index = new(Space, options: new LiveIndexOptions { CompactAutomatically = false });
        for (int slot = 0; slot < 50; slot++)
        {
            index.Set(slot, new float[] { slot, 1 }, Space);
        }

        ScoredItem[] before = index.Current.Search([1f, 1], 50);
        using CancellationTokenSource stop = new();
        HeldScheduler held = new(stop.Cancel);
        await using LiveIndex stopped = new(Space, index.Current, new LiveIndexOptions { CompactAutomatically = false, Scheduler = held });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.CompactAsync(cancellation: stop.Token));

        Assert.Equal(before, stopped.Current.Search([1f, 1], 50));
        Assert.NotNull(await index.CompactAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(before, index.Current.Search([1f, 1], 50));
    }

    [Fact]
    public async Task DisposeAsync_WhileMerging_StopsAndAnswersStill()
    {
        LiveIndex index = new(Space, options: new LiveIndexOptions { DeltaCapacity = 4 });
        for (int slot = 0; slot < 500; slot++)
        {
            index.Set(slot, new float[] { slot, 1 }, Space);
        }

        await index.DisposeAsync();

        Assert.Equal(500, index.Current.Search([1f, 1], 1000).Length);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.CompactAsync(cancellation: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, 2, 0.3, 1)]
    [InlineData(1, 0.5, 0.3, 1)]
    [InlineData(1, 2, 0, 1)]
    [InlineData(1, 2, 1.5, 1)]
    [InlineData(1, 2, 0.3, 0)]
    public void Create_OptionOutOfRange_IsRefused(int capacity, double ratio, double share, double growth) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new LiveIndex(
            Space, options: new LiveIndexOptions { DeltaCapacity = capacity, MergeRatio = ratio, MaxRemovedShare = share, MaxGrowth = growth }));

    /// <summary>Runs tasks after something else has happened.</summary>
    private sealed class HeldScheduler(Action before) : TaskScheduler
    {
        protected override void QueueTask(Task task) => Task.Run(() =>
        {
            before();
            TryExecuteTask(task);
        });

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
