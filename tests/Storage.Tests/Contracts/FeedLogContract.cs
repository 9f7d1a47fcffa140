namespace Tandem.Storage.Tests.Contracts;

/// <summary>What every feed log does. An adapter's test class derives from it.</summary>
public abstract class FeedLogContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IFeedLog Feeds { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Feeds = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the feeds; the second time after a <see cref="CloseAsync"/> they are the same.</summary>
    protected abstract Task<IFeedLog> OpenAsync();

    protected abstract Task CloseAsync();

    [Fact]
    public async Task AppendAsync_Records_ComeBackInOrder()
    {
        long first = await Feeds.AppendAsync("catalogue", "i1", new byte[] { 1, 2 }, Token);
        long second = await Feeds.AppendAsync("catalogue", "i2", ReadOnlyMemory<byte>.Empty, Token);
        IReadOnlyList<FeedRecord> read = await Feeds.ReadAsync("catalogue", 0, 10, Token);
        Assert.True(second > first);
        Assert.Equal([(first, "i1"), (second, "i2")], read.Select(record => (record.Offset, record.Key)));
        Assert.Equal([1, 2], read[0].Payload);
        Assert.Empty(read[1].Payload);
    }

    [Fact]
    public async Task ReadAsync_AfterAndCount_GivesThatRange()
    {
        var offsets = new List<long>();
        for (byte n = 0; n < 5; n++)
            offsets.Add(await Feeds.AppendAsync("catalogue", "k", new[] { n }, Token));
        IReadOnlyList<FeedRecord> read = await Feeds.ReadAsync("catalogue", offsets[1], 2, Token);
        Assert.Equal(offsets[2..4], read.Select(record => record.Offset));
    }

    [Fact]
    public async Task ReadAsync_OtherTopic_IsEmpty()
    {
        await Feeds.AppendAsync("catalogue", "k", new byte[] { 1 }, Token);
        Assert.Empty(await Feeds.ReadAsync("dead-letters", 0, 10, Token));
    }

    [Fact]
    public async Task RemoveAsync_Record_LeavesTheOthers()
    {
        long first = await Feeds.AppendAsync("dead-letters", "a", new byte[] { 1 }, Token);
        await Feeds.AppendAsync("dead-letters", "b", new byte[] { 2 }, Token);
        await Feeds.RemoveAsync("dead-letters", first, Token);
        await Feeds.RemoveAsync("dead-letters", first, Token);
        Assert.Equal("b", Assert.Single(await Feeds.ReadAsync("dead-letters", 0, 10, Token)).Key);
    }

    [Fact]
    public async Task ReplaceAsync_SameKey_LeavesTheLatestAtANewOffset()
    {
        long first = await Feeds.ReplaceAsync("live", "a", new byte[] { 1 }, Token);
        await Feeds.ReplaceAsync("live", "b", new byte[] { 2 }, Token);
        await Feeds.AppendAsync("catalogue", "a", new byte[] { 3 }, Token);
        long second = await Feeds.ReplaceAsync("live", "a", new byte[] { 4 }, Token);
        IReadOnlyList<FeedRecord> read = await Feeds.ReadAsync("live", 0, 10, Token);
        Assert.True(second > first);
        Assert.Equal(["b", "a"], read.Select(record => record.Key));
        Assert.Equal([4], read[1].Payload);
        Assert.Single(await Feeds.ReadAsync("catalogue", 0, 10, Token));
    }

    [Fact]
    public async Task FindAsync_Key_GivesItsLatestRecord()
    {
        await Feeds.AppendAsync("live", "a", new byte[] { 1 }, Token);
        long latest = await Feeds.AppendAsync("live", "a", new byte[] { 2 }, Token);
        FeedRecord? found = await Feeds.FindAsync("live", "a", Token);
        Assert.Equal((latest, 2), (found!.Offset, found.Payload[0]));
        Assert.Null(await Feeds.FindAsync("live", "b", Token));
        Assert.Null(await Feeds.FindAsync("catalogue", "a", Token));
    }

    [Fact]
    public async Task AppendAsync_AfterRemovalAndReopening_DoesNotReuseTheOffset()
    {
        long first = await Feeds.AppendAsync("dead-letters", "a", new byte[] { 1 }, Token);
        await Feeds.RemoveAsync("dead-letters", first, Token);
        await CloseAsync();
        Feeds = await OpenAsync();
        Assert.True(await Feeds.AppendAsync("dead-letters", "b", new byte[] { 2 }, Token) > first);
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_GetDistinctOffsets()
    {
        long[] offsets = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Feeds.AppendAsync("catalogue", "k", new byte[2000], Token)));
        Assert.Equal(200, offsets.Distinct().Count());
        Assert.Equal(offsets.Order(), (await Feeds.ReadAsync("catalogue", 0, 1000, Token)).Select(record => record.Offset));
    }
}
