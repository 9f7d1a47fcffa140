using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Grains.Archive;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage;
using Tandem.Storage.Sqlite;

namespace Tandem.Grains.Tests.Archive;

public sealed class EventArchiveTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Node _node = null!;

    public async ValueTask InitializeAsync() => _node = await Node.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task WriteAsync_EventsInBetween_EveryOneOnce()
    {
        await AppendAsync("u", 1, 30);
        await WriteAsync();
        await WriteAsync();
        await AppendAsync("u", 31, 40);
        await WriteAsync();

        Assert.Equal(Enumerable.Range(1, 40).Select(i => $"u-{i}"), (await ArchivedAsync()).Select(archived => archived.Event.EventId));
    }

    [Fact]
    public async Task WriteAsync_MoreThanAFileHolds_SeveralFiles()
    {
        await _node.DisposeAsync();
        _node = await Node.StartAsync(_folder.Path, services => services.Configure<EventArchiveOptions>(options => options.MaxEventsPerFile = 7));
        await AppendAsync("u", 1, 30);
        await WriteAsync();

        Assert.Equal(5, (await _node.Get<IArtifactStore>().ListAsync(EventArchiveName.Prefix)).Count);
        Assert.Equal(30, (await ArchivedAsync()).Select(archived => archived.Offset).Distinct().Count());
    }

    [Fact]
    public async Task WriteAsync_StoppedBetweenTheFileAndThePosition_NothingTwice()
    {
        await AppendAsync("u", 1, 10);
        using (EventArchive stopped = new(_node.Get<IEventLog>(), new FailsAfterUpload(_node.Get<IArtifactStore>()), _node.Get<IOptions<EventArchiveOptions>>(), TimeProvider.System))
            await Assert.ThrowsAsync<IOException>(() => stopped.WriteAsync(Partition("u")));
        await AppendAsync("u", 11, 12);
        await WriteAsync();

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"u-{i}"), (await ArchivedAsync()).Select(archived => archived.Event.EventId));
    }

    [Fact]
    public async Task HoldLogAsync_NotArchivedYet_LogKeepsThem()
    {
        await _node.Get<EventArchive>().HoldLogAsync(Partition("u"));
        await AppendAsync("u", 1, 10);
        await _node.Get<IEventLogMaintenance>().TrimAsync(Partition("u"), long.MaxValue);
        Assert.Equal(10, (await _node.Get<IEventLog>().ReadAsync(Partition("u"), 0, 100)).Count);

        await WriteAsync();
        await AppliedAsync("u", 10);
        await _node.Get<IEventLogMaintenance>().TrimAsync(Partition("u"), long.MaxValue);
        Assert.Empty(await _node.Get<IEventLog>().ReadAsync(Partition("u"), 0, 100));
    }

    [Fact]
    public async Task EraseAsync_OneUser_GoneAndTheOthersStay()
    {
        string other = Enumerable.Range(0, 1000).Select(i => $"other{i}").First(user => Partition(user) == Partition("u"));
        await AppendAsync("u", 1, 3);
        await AppendAsync(other, 1, 2);
        await WriteAsync();
        await _node.Get<EventArchive>().EraseAsync("u");

        Assert.Equal([$"{other}-1", $"{other}-2"], (await ArchivedAsync()).Select(archived => archived.Event.EventId));
    }

    [Fact]
    public async Task RebuildAsync_StateLostAndLogTrimmed_StateIsBackByteForByte()
    {
        await AppendAsync("u", 1, 50);
        await WriteAsync();
        await AppliedAsync("u", 50);
        await _node.Get<IEventLogMaintenance>().TrimAsync(Partition("u"), 40);
        await AppendAsync("u", 51, 60);
        await AppliedAsync("u", 60);
        UserState before = await StoredAsync("u");

        await _node.DisposeAsync();
        _node = await Node.StartAsync(_folder.Path);
        await LoseStateAsync("u");
        Assert.Empty((await _node.Grains.GetGrain<IUserGrain>("u").DescribeAsync()).Events);

        Assert.Equal(60, await _node.Get<UserRebuild>().RebuildAsync("u"));
        UserState after = await StoredAsync("u");
        Assert.Equal((before.AppliedOffset, Convert.ToHexString(before.History)), (after.AppliedOffset, Convert.ToHexString(after.History)));
    }

    [Fact]
    public async Task ReadAll_PartlyArchived_EveryEventOnceInTheOrderOfTheLog()
    {
        await AppendAsync("u", 1, 20);
        await WriteAsync();
        await AppendAsync("u", 21, 30);
        await AppendAsync("someone", 1, 5);

        ArchivedEvent[] all = [.. _node.Get<EventArchive>().ReadAll(TestContext.Current.CancellationToken)];
        Assert.Equal(35, all.Length);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"u-{i}"), all.Where(archived => archived.Event.UserId == "u").Select(archived => archived.Event.EventId));
    }

    [Fact]
    public async Task RebuildAsync_PastBeforeTheNode_IsPartOfTheStateAndErasedWithIt()
    {
        IArtifactStore artifacts = _node.Get<IArtifactStore>();
        ShopEvent[] past = [.. Events("u", 1, 20), .. Events("someone", 1, 5)];
        Assert.Equal(25, await PastArchive.WriteAsync(artifacts, _node.Get<IEventLog>().Partitions, past, DateTimeOffset.UnixEpoch));
        Assert.Equal(25, await PastArchive.WriteAsync(artifacts, _node.Get<IEventLog>().Partitions, past, DateTimeOffset.UnixEpoch));
        await AppendAsync("u", 21, 30);
        await AppliedAsync("u", 10);
        await WriteAsync();

        Assert.Equal(30, await _node.Get<UserRebuild>().RebuildAsync("u"));
        UserHistory expected = new();
        foreach (ShopEvent shopEvent in Events("u", 1, 30))
            expected.Apply(shopEvent);

        Assert.Equal(Convert.ToHexString(expected.ToBytes()), Convert.ToHexString((await StoredAsync("u")).History));
        await _node.Get<EventArchive>().EraseAsync("u");
        Assert.Equal(5, (await ArchivedAsync()).Count);
    }

    private int Partition(string userId) => _node.Get<IEventLog>().PartitionOf(userId);

    private Task<long> WriteAsync() => _node.Get<EventArchive>().WriteAsync(Partition("u"));

    private Task<IReadOnlyList<AppendedEvent>> AppendAsync(string userId, int first, int last) => _node.Get<IEventLog>().AppendAsync(Events(userId, first, last));

    private static ShopEvent[] Events(string userId, int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => new ShopEvent
    {
        EventId = $"{userId}-{i}",
        UserId = userId,
        ItemId = $"item-{i % 7}",
        Action = (EventAction)(i % EventActions.Count),
        OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i * 37 % 60),
    })];

    private Task AppliedAsync(string userId, long offset) => Node.UntilAsync(
        async () => await _node.Get<IEventLog>().GetCursorAsync(TandemStorageNames.UsersConsumer, Partition(userId)) >= offset, "the events to be applied");

    private async Task<List<ArchivedEvent>> ArchivedAsync()
    {
        List<ArchivedEvent> events = [];
        IArtifactStore artifacts = _node.Get<IArtifactStore>();
        foreach (string name in (await artifacts.ListAsync(EventArchiveName.Prefix)).OrderBy(name => EventArchiveName.TryParse(name, out EventArchiveName parsed) ? parsed.First : -1))
            events.AddRange(EventArchiveFile.Read(await artifacts.OpenFolderAsync(name)));
        return events;
    }

    private async Task<UserState> StoredAsync(string userId)
    {
        GrainState<UserState> stored = new();
        await _node.Get<SqliteGrainStorage>().ReadStateAsync("user", GrainId.Create("user", userId), stored);
        return stored.State!;
    }

    private async Task LoseStateAsync(string userId)
    {
        GrainState<UserState> stored = new();
        await _node.Get<SqliteGrainStorage>().ReadStateAsync("user", GrainId.Create("user", userId), stored);
        await _node.Get<SqliteGrainStorage>().ClearStateAsync("user", GrainId.Create("user", userId), stored);
    }

    /// <summary>A fault: the process goes away right after a file was stored.</summary>
    private sealed class FailsAfterUpload(IArtifactStore inner) : IArtifactStore
    {
        public async Task UploadFolderAsync(string localFolder, string name, CancellationToken cancellation = default)
        {
            await inner.UploadFolderAsync(localFolder, name, cancellation);
            throw new IOException("Killed.");
        }

        public Task<string> OpenFolderAsync(string name, CancellationToken cancellation = default) => inner.OpenFolderAsync(name, cancellation);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default) => inner.ListAsync(prefix, cancellation);

        public Task DeleteAsync(string name, CancellationToken cancellation = default) => inner.DeleteAsync(name, cancellation);
    }
}
