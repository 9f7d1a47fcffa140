using Orleans.Storage;
using Tandem.Domain;
using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests : GrainStorageContract, IDisposable
{
    private readonly StoreFixture _fixture = new();
    private SqliteGrainStorage _storage = null!;

    public void Dispose() => _fixture.Dispose();

    protected override Task<IGrainStorage> OpenAsync() =>
        Task.FromResult<IGrainStorage>(_storage = SqliteGrainStorage.WithoutSilo(_fixture.Open()));

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();

    private static IEnumerable<GrainStateEntry<SampleState>> Entries(int count) => Enumerable.Range(0, count)
        .Select(n => new GrainStateEntry<SampleState>(StateName, GrainId.Create("user", $"u{n}"), new SampleState { Count = n, Vector = new float[326] }));

    [Fact]
    public async Task WriteManyAsync_States_AreReadLikeWrittenOnes()
    {
        Assert.Equal(2000, await _storage.WriteManyAsync(Entries(2000), cancellation: Token));
        SampleRecord state = await ReadAsync(GrainId.Create("user", "u1234"));
        Assert.Equal(1234, state.State.Count);
        state.State.Count = -1;
        await _storage.WriteStateAsync(StateName, GrainId.Create("user", "u1234"), state);
    }

    [Fact]
    public async Task WriteManyAsync_OverAnActiveState_MakesItsETagStale()
    {
        var active = new SampleRecord { State = new SampleState() };
        await _storage.WriteStateAsync(StateName, GrainId.Create("user", "u0"), active);
        await _storage.WriteManyAsync(Entries(1), cancellation: Token);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(StateName, GrainId.Create("user", "u0"), active));
    }

    [Fact]
    public async Task WriteManyAsync_SequenceThatFails_WritesNothing()
    {
        IEnumerable<GrainStateEntry<SampleState>> broken = Entries(10).Select((entry, n) => n < 9 ? entry : throw new TandemException("row 10 is bad"));
        await Assert.ThrowsAsync<TandemException>(() => _storage.WriteManyAsync(broken, cancellation: Token));
        Assert.False((await ReadAsync(GrainId.Create("user", "u0"))).RecordExists);
    }

    [Fact]
    public async Task WriteManyAsync_Cancelled_WritesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        IEnumerable<GrainStateEntry<SampleState>> entries = Entries(100).Select(entry =>
        {
            if (entry.State.Count == 50)
                cancellation.Cancel();
            return entry;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _storage.WriteManyAsync(entries, cancellation: cancellation.Token));
        Assert.False((await ReadAsync(GrainId.Create("user", "u0"))).RecordExists);
    }
}
