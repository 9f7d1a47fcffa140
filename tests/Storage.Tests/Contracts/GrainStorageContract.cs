using Orleans.Storage;

namespace Tandem.Storage.Tests.Contracts;

/// <summary>What every grain storage does. An adapter's test class derives from it.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    protected const string StateName = "profile";

    protected static readonly GrainId Grain = GrainId.Create("user", "u1");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IGrainStorage Storage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the storage; the second time after a <see cref="CloseAsync"/> it is the same.</summary>
    protected abstract Task<IGrainStorage> OpenAsync();

    protected abstract Task CloseAsync();

    protected async Task<SampleRecord> ReadAsync(GrainId? grain = null, string name = StateName)
    {
        var state = new SampleRecord();
        await Storage.ReadStateAsync(name, grain ?? Grain, state);
        return state;
    }

    private async Task<SampleRecord> WriteAsync(int count)
    {
        var state = new SampleRecord { State = new SampleState { Count = count, Vector = [1f, float.NaN, -0f], Names = { ["é"] = "ж" } } };
        await Storage.WriteStateAsync(StateName, Grain, state);
        return state;
    }

    [Fact]
    public async Task ReadStateAsync_Nothing_GivesAFreshState()
    {
        SampleRecord state = await ReadAsync();
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(0, state.State.Count);
    }

    [Fact]
    public async Task WriteStateAsync_New_IsReadBackAfterReopening()
    {
        SampleRecord written = await WriteAsync(7);
        Assert.True(written.RecordExists);
        await CloseAsync();
        Storage = await OpenAsync();
        SampleRecord read = await ReadAsync();
        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(7, read.State.Count);
        Assert.Equal([1f, float.NaN, -0f], read.State.Vector);
        Assert.Equal("ж", read.State.Names["é"]);
    }

    [Fact]
    public async Task WriteStateAsync_WithItsETag_Replaces()
    {
        SampleRecord state = await WriteAsync(1);
        string? before = state.ETag;
        state.State.Count = 2;
        await Storage.WriteStateAsync(StateName, Grain, state);
        Assert.NotEqual(before, state.ETag);
        Assert.Equal(2, (await ReadAsync()).State.Count);
    }

    [Fact]
    public async Task WriteStateAsync_StaleETag_IsRefusedAndLeavesTheState()
    {
        SampleRecord mine = await WriteAsync(1);
        SampleRecord theirs = await ReadAsync();
        theirs.State.Count = 2;
        await Storage.WriteStateAsync(StateName, Grain, theirs);
        mine.State.Count = 3;
        InconsistentStateException error = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain, mine));
        Assert.Equal(theirs.ETag, error.StoredEtag);
        Assert.Equal(mine.ETag, error.CurrentEtag);
        Assert.Equal(2, (await ReadAsync()).State.Count);
    }

    [Fact]
    public async Task WriteStateAsync_NoETagOverAState_IsRefused()
    {
        await WriteAsync(1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(2));
    }

    [Fact]
    public async Task WriteStateAsync_ETagOfAStateThatIsGone_IsRefused()
    {
        SampleRecord old = await WriteAsync(1);
        await Storage.ClearStateAsync(StateName, Grain, await ReadAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain, old));
    }

    [Fact]
    public async Task WriteStateAsync_ETagFromBeforeAClearAndANewWrite_IsRefused()
    {
        SampleRecord old = await WriteAsync(1);
        await Storage.ClearStateAsync(StateName, Grain, await ReadAsync());
        await WriteAsync(2);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain, old));
    }

    [Fact]
    public async Task ClearStateAsync_State_IsGoneAndCanBeWrittenAnew()
    {
        SampleRecord state = await WriteAsync(1);
        await Storage.ClearStateAsync(StateName, Grain, state);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(0, state.State.Count);
        Assert.False((await ReadAsync()).RecordExists);
        await Storage.WriteStateAsync(StateName, Grain, state);
        Assert.True((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task ClearStateAsync_Nothing_DoesNothing() => await Storage.ClearStateAsync(StateName, Grain, await ReadAsync());

    [Fact]
    public async Task ClearStateAsync_StaleETag_IsRefused()
    {
        SampleRecord mine = await WriteAsync(1);
        await Storage.WriteStateAsync(StateName, Grain, await ReadAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Grain, mine));
        Assert.True((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task ReadStateAsync_OtherGrainOrName_IsSeparate()
    {
        await WriteAsync(1);
        Assert.False((await ReadAsync(GrainId.Create("user", "u2"))).RecordExists);
        Assert.False((await ReadAsync(GrainId.Create("item", "u1"))).RecordExists);
        Assert.False((await ReadAsync(name: "other")).RecordExists);
    }

    [Fact]
    public async Task WriteStateAsync_ManyGrainsAtOnce_AllAreStored()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Storage.WriteStateAsync(
            StateName, GrainId.Create("user", $"{n}"), new SampleRecord { State = new SampleState { Count = n } })));
        for (int n = 0; n < 300; n++)
            Assert.Equal(n, (await ReadAsync(GrainId.Create("user", $"{n}"))).State.Count);
    }

    [Fact]
    public async Task WriteStateAsync_ManyWritersOfOneGrain_OneWinsEachRound()
    {
        await WriteAsync(0);
        SampleRecord[] copies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ReadAsync()));
        Exception?[] outcomes = await Task.WhenAll(copies.Select(copy => Record.ExceptionAsync(() => Storage.WriteStateAsync(StateName, Grain, copy)).AsTask()));
        Assert.Equal(1, outcomes.Count(error => error is null));
        Assert.Equal(15, outcomes.Count(error => error is InconsistentStateException));
    }
}
