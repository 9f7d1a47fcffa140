using Microsoft.Data.Sqlite;
using Tandem.Domain;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    private TandemException AssertRefused(string part)
    {
        var error = Assert.Throws<TandemException>(() => _fixture.Open());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Options.Path, error.Message, StringComparison.Ordinal);
        return error;
    }

    private void Sql(string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.Options.Path)!);
        using var connection = new SqliteConnection($"Data Source={_fixture.Options.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public void Open_FileInUse_NamesTheOtherProcess()
    {
        _fixture.Open();
        var error = Assert.Throws<TandemException>(() => SqliteStore.Open(_fixture.Options, TimeProvider.System));
        Assert.Contains("Another Tandem process uses", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterClosing_IsAllowed()
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        _fixture.Open();
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefused()
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        Sql("PRAGMA user_version=99");
        AssertRefused("schema version 99");
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndLeftAlone()
    {
        Sql("CREATE TABLE notes (text TEXT)");
        byte[] before = File.ReadAllBytes(_fixture.Options.Path);
        AssertRefused("another program");
        Assert.Equal(before, File.ReadAllBytes(_fixture.Options.Path));
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_IsRefused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.Options.Path)!);
        File.WriteAllText(_fixture.Options.Path, new string('x', 5000));
        AssertRefused("not a SQLite database");
    }

    [Fact]
    public void Open_Directory_IsRefused()
    {
        Directory.CreateDirectory(_fixture.Options.Path);
        AssertRefused("can't be opened");
    }

    [Fact]
    public async Task Open_OtherPartitionCount_NamesBoth()
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        _fixture.Options.Partitions = 4;
        AssertRefused("has 8 event partitions, the option says 4");
    }

    [Fact]
    public async Task ReadAsync_DamagedPages_NamesTheFile()
    {
        using (var log = new SqliteEventLog(_fixture.Open()))
            await log.AppendAsync([.. Enumerable.Range(0, 5000).Select(n => Events.Simple($"{n}"))], Token);
        await _fixture.CloseAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.Options.Path, Token);
        Array.Fill(bytes, (byte)0x5A, 20 * 4096, bytes.Length - 20 * 4096);
        await File.WriteAllBytesAsync(_fixture.Options.Path, bytes, Token);

        using var damaged = new SqliteEventLog(_fixture.Open());
        var error = await Assert.ThrowsAsync<TandemException>(() => damaged.ReadAsync(damaged.PartitionOf("u1"), 0, int.MaxValue, Token));
        Assert.Contains($"'{_fixture.Options.Path}' is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_DiskFull_FailsAndGoesOnWhenThereIsRoom()
    {
        SqliteStore store = _fixture.Open();
        using var log = new SqliteEventLog(store);
        var feeds = new SqliteFeedLog(store);
        await log.AppendAsync([Events.Simple("before")], Token);
        long pages = await store.ReadAsync(0, static (session, _) => session.Query("PRAGMA page_count")!.Value, Token);
        await SetMaxPagesAsync(store, pages + 2);

        // The large record and the small event may share a group: only the one that needs the room may fail.
        Task<long> large = feeds.AppendAsync("t", "k", new byte[100_000], Token);
        Task<IReadOnlyList<AppendedEvent>> small = log.AppendAsync([Events.Simple("during")], Token);
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => large);
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await small)[0].Offset);

        await SetMaxPagesAsync(store, 1_000_000);
        await feeds.AppendAsync("t", "k", new byte[100_000], Token);
        Assert.Equal(1, Assert.Single(await feeds.ReadAsync("t", 0, 10, Token)).Offset);
        Assert.Equal(["before", "during"], (await log.ReadAsync(log.PartitionOf("u1"), 0, 10, Token)).Select(one => one.Event.EventId));
    }

    [Fact]
    public async Task AppendAsync_CommitFailsOnce_IsRetriedAloneAndNothingIsLost()
    {
        SqliteStore store = _fixture.Open();
        using var log = new SqliteEventLog(store);
        int faults = 0;
        store.Writer.BeforeCommit = () =>
        {
            if (Interlocked.Increment(ref faults) == 2)
                throw new SqliteException("disk I/O error", 10);
        };
        Task<IReadOnlyList<AppendedEvent>>[] appends = Enumerable.Range(0, 200).Select(n => log.AppendAsync([Events.Simple($"{n}")], Token)).ToArray();
        Exception?[] outcomes = await Task.WhenAll(appends.Select(append => Record.ExceptionAsync(() => append).AsTask()));
        Assert.InRange(outcomes.Count(error => error is not null), 0, 1);
        int stored = (await log.ReadAsync(log.PartitionOf("u1"), 0, int.MaxValue, Token)).Count;
        Assert.Equal(outcomes.Count(error => error is null), stored);
    }

    [Fact]
    public async Task AppendAsync_DiskFails_TellsTheCallerAndStoresNothing()
    {
        SqliteStore store = _fixture.Open();
        using var log = new SqliteEventLog(store);
        store.Writer.BeforeCommit = () => throw new SqliteException("disk I/O error", 10);
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => log.AppendAsync([Events.Simple("a")], Token));
        Assert.Contains("The disk failed", error.Message, StringComparison.Ordinal);
        store.Writer.BeforeCommit = null;
        Assert.Equal(new AppendedEvent(log.PartitionOf("u1"), 1, false), (await log.AppendAsync([Events.Simple("a")], Token))[0]);
    }

    [Fact]
    public async Task AppendAsync_OtherProgramHoldsTheLock_FailsWithWhatToDo()
    {
        _fixture.Options.BusyTimeout = TimeSpan.FromMilliseconds(50);
        using var log = new SqliteEventLog(_fixture.Open());
        using (var connection = new SqliteConnection($"Data Source={_fixture.Options.Path};Pooling=False"))
        {
            connection.Open();
            using SqliteTransaction _ = connection.BeginTransaction(deferred: false);
            var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => log.AppendAsync([Events.Simple("a")], Token));
            Assert.Contains("Another program", error.Message, StringComparison.Ordinal);
        }

        Assert.False((await log.AppendAsync([Events.Simple("a")], Token))[0].Duplicate);
    }

    [Fact]
    public async Task DisposeAsync_WritesUnderWay_AreFinishedFirst()
    {
        using (var log = new SqliteEventLog(_fixture.Open()))
        {
            Task[] appends = Enumerable.Range(0, 100).Select(n => (Task)log.AppendAsync([Events.Simple($"{n}")], Token)).ToArray();
            await _fixture.CloseAsync();
            await Task.WhenAll(appends);
        }

        using var again = new SqliteEventLog(_fixture.Open());
        Assert.Equal(100, await again.LastOffsetAsync(again.PartitionOf("u1"), Token));
    }

    [Fact]
    public async Task AnyOperation_AfterDisposal_Throws()
    {
        using var log = new SqliteEventLog(_fixture.Open());
        await _fixture.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.AppendAsync([Events.Simple("a")], Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.GetCursorAsync("c", 0, Token));
    }

    [Fact]
    public async Task Open_EmptyFile_BecomesAStore()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.Options.Path)!);
        await File.WriteAllBytesAsync(_fixture.Options.Path, [], Token);
        using var log = new SqliteEventLog(_fixture.Open());
        await log.AppendAsync([Events.Simple("a")], Token);
    }

    private static Task<long?> SetMaxPagesAsync(SqliteStore store, long pages) => store.WriteAsync(
        pages,
        static (transaction, most) => transaction.Prepare($"PRAGMA max_page_count={most}").Scalar(),
        cancellation: Token);
}
