using System.Globalization;
using Tandem.Domain;
using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteEventLogTests : EventLogContract, IDisposable
{
    private readonly StoreFixture _fixture = new();
    private SqliteEventLog _log = null!;

    public void Dispose() => _fixture.Dispose();

    protected override ManualTime Time => _fixture.Time;

    protected override Task<IEventLog> OpenAsync() => Task.FromResult<IEventLog>(_log = new SqliteEventLog(_fixture.Open()));

    protected override async Task CloseAsync()
    {
        _log.Dispose();
        await _fixture.CloseAsync();
    }

    [Fact]
    public async Task DeleteUserEventsAsync_User_LeavesNoTraceInTheFile()
    {
        await AppendAsync(Events.Simple("secret-event", "secret-user") with { Widget = "secret-widget" });
        await AppendNumberedAsync(1, 50);
        await _log.DeleteUserEventsAsync("secret-user", Token);
        await CloseAsync();
        string bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_fixture.Options.Path, Token));
        Assert.DoesNotContain("secret", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_ConcurrentCallers_ShareCommits()
    {
        long before = _fixture.Store.Writer.Commits;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => AppendAsync(Events.Simple(n.ToString(CultureInfo.InvariantCulture)))));
        Assert.InRange(_fixture.Store.Writer.Commits - before, 1, 250);
    }

    [Fact]
    public async Task ReadAsync_DamagedPayload_NamesWhatToDo()
    {
        await AppendNumberedAsync(1, 1);
        await _fixture.Store.WriteAsync(0, static (transaction, _) => transaction.Prepare("UPDATE events SET payload = x'FF'").Run(), cancellation: Token);
        await Assert.ThrowsAsync<TandemException>(ReadAllAsync);
    }

    [Fact]
    public async Task AppendAsync_SameIdOfAUserElsewhere_PointsToTheStoredEvent()
    {
        string other = Enumerable.Range(0, 1000).Select(n => "x" + n.ToString(CultureInfo.InvariantCulture)).First(user => Log.PartitionOf(user) != Log.PartitionOf("u1"));
        AppendedEvent first = (await AppendAsync(Events.Simple("a")))[0];
        AppendedEvent second = (await AppendAsync(Events.Simple("a", other)))[0];
        Assert.Equal(first with { Duplicate = true }, second);
    }
}
