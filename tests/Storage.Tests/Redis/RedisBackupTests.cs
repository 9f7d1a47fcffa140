using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;
using Tandem.Storage.Files;
using Tandem.Storage.Redis;
using Tandem.Storage.Redis.Backup;
using Tandem.Storage.Tests.Backup;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Redis;

public sealed class RedisBackupTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly RedisStoreFixture _from = new(redis);
    private readonly RedisStoreFixture _to = new(redis);
    private FolderArtifactStore _artifacts = null!;
    private FolderArtifactStore _restored = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Backup => _folder.File("backup");

    public async ValueTask InitializeAsync()
    {
        _artifacts = new FolderArtifactStore(_folder.File("from"), _from.Time);
        _restored = new FolderArtifactStore(_folder.File("to"), _from.Time);
        await FillAsync();
    }

    public ValueTask DisposeAsync()
    {
        _from.Dispose();
        _to.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Restore_EverythingThatAClusterHas_IsThere()
    {
        await BackUpAsync();
        await RestoreAsync();

        Assert.Equal(await ContentAsync(_from), await ContentAsync(_to));
        Assert.Equal(["bundles/one", "training/checkpoint"], await _restored.ListAsync("", Token));
    }

    [Fact]
    public async Task Restore_LogThatIsWrittenAgain_KnowsItsEventsAndGoesOnBehindThem()
    {
        await BackUpAsync();
        await RestoreAsync();
        using var log = new RedisEventLog(await _to.OpenAsync());

        Assert.True(Assert.Single(await log.AppendAsync([Events.Simple("e7", "u7")], Token)).Duplicate);
        AppendedEvent next = Assert.Single(await log.AppendAsync([Events.Simple("new", "u7")], Token));
        Assert.False(next.Duplicate);
        LoggedEvent[] all = [.. await log.ReadAsync(next.Partition, 0, 1000, Token)];
        Assert.Equal(next.Offset, all[^1].Offset);
        Assert.True(all.Length > 1);
    }

    [Fact]
    public async Task BackUp_Interrupted_GoesOnWithTheNextPart()
    {
        using CancellationTokenSource interrupt = new();
        InterruptAt progress = new("events-3", interrupt);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await BackUpAsync(progress, interrupt.Token));
        await Assert.ThrowsAsync<TandemException>(RestoreAsync);
        byte[] written = await File.ReadAllBytesAsync(Path.Combine(Backup, "parts", "states"), Token);
        await _from.Store.Database.StringSetAsync(_from.Store.Key("state:user:user/late", "state"), "later");

        await BackUpAsync();
        await RestoreAsync();

        Assert.Equal(written, await File.ReadAllBytesAsync(Path.Combine(Backup, "parts", "states"), Token));
    }

    [Fact]
    public async Task Restore_Interrupted_NoProcessStartsAndTheNextGoesOn()
    {
        await BackUpAsync();
        using CancellationTokenSource interrupt = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RestoreAsync(new InterruptAt("events-5", interrupt), interrupt.Token));

        TandemException refused = await Assert.ThrowsAsync<TandemException>(_to.OpenAsync);
        Assert.Contains("unfinished restore", refused.Message, StringComparison.Ordinal);
        await RestoreAsync();
        Assert.Equal(await ContentAsync(_from), await ContentAsync(_to));
    }

    [Fact]
    public async Task Restore_SomethingIsThere_Refused()
    {
        await BackUpAsync();
        await _to.OpenAsync();
        Assert.Contains("overwrites nothing", (await Assert.ThrowsAsync<TandemException>(RestoreAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_ContainerHasArtifacts_Refused()
    {
        await BackUpAsync();
        await _restored.UploadFolderAsync(NewFolder("x"), "bundles/other", Token);
        Assert.Contains("overwrites nothing", (await Assert.ThrowsAsync<TandemException>(RestoreAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parts/states")]
    [InlineData("parts/events-2")]
    [InlineData("artifacts/bundles/one/file")]
    public async Task Restore_OneByteIsWrong_Refused(string file)
    {
        await BackUpAsync();
        Damaged.Flip(Path.Combine(Backup, file));
        Assert.Contains("damaged", (await Assert.ThrowsAsync<TandemException>(RestoreAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(await ContentAsync(_to));
    }

    [Fact]
    public async Task BackUp_AWholeOneIsThere_Refused()
    {
        await BackUpAsync();
        Assert.Contains("not overwritten", (await Assert.ThrowsAsync<TandemException>(() => BackUpAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackUp_KeyOfANewerProgram_Refused()
    {
        await _from.Store.Database.StringSetAsync(_from.Store.Key("novelty", "x"), "1");
        Assert.Contains("does not know", (await Assert.ThrowsAsync<TandemException>(() => BackUpAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackUp_NoCluster_Refused() =>
        Assert.Contains("no cluster", (await Assert.ThrowsAsync<TandemException>(async () =>
            await RedisBackup.BackUpAsync(await _to.OptionsAsync(), _artifacts, Backup, _from.Time, cancellation: Token))).Message, StringComparison.Ordinal);

    private async Task FillAsync()
    {
        RedisStore store = await _from.OpenAsync();
        using var log = new RedisEventLog(store);
        Random random = new(5);
        await log.AppendAsync([.. Enumerable.Range(0, 1_200).Select(static n => Events.Simple($"e{n}", $"u{n % 50}")), .. Enumerable.Range(0, 50).Select(_ => Events.Any(random))], Token);
        await log.DeleteUserEventsAsync("u3", Token);
        for (int partition = 0; partition < log.Partitions; partition++)
            await log.SetCursorAsync("users", partition, await log.LastOffsetAsync(partition, Token) / 2, Token);
        for (int user = 0; user < 700; user++)
            await store.Database.StringSetAsync(store.Key($"state:user:user/u{user}é}}", "state"), Guid.NewGuid().ToByteArray());
        RedisExampleLog examples = new(store);
        await examples.AppendAsync([.. Enumerable.Range(0, 600).Select(static n => ExampleLogContract.Example($"u{n}", $"l{n}", $"l{n + 1}"))], Token);
        await examples.TrimAsync(20, Token);
        RedisFeedLog feeds = new(store);
        for (int n = 0; n < 40; n++)
            await feeds.ReplaceAsync("catalogue", $"item {n % 30}:ü", new byte[n], Token);
        for (int n = 0; n < 5; n++)
            await feeds.AppendAsync("dead-letters", "u1", new byte[] { (byte)n }, Token);
        await feeds.RemoveAsync("dead-letters", 2, Token);
        await feeds.RemoveAsync("dead-letters", 5, Token);
        await _artifacts.UploadFolderAsync(NewFolder("a bundle"), "bundles/one", Token);
        await _artifacts.UploadFolderAsync(NewFolder("a checkpoint"), "training/checkpoint", Token);
    }

    private string NewFolder(string content)
    {
        string folder = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(folder, "file"), content);
        return folder;
    }

    private async Task<BackupFolder> BackUpAsync(IProgress<ProgressReport>? progress = null, CancellationToken? cancellation = null) =>
        await RedisBackup.BackUpAsync(await _from.OptionsAsync(), _artifacts, Backup, _from.Time, progress, cancellation ?? Token);

    private Task RestoreAsync() => RestoreAsync(null, Token);

    private async Task RestoreAsync(IProgress<ProgressReport>? progress, CancellationToken cancellation) =>
        await RedisBackup.RestoreAsync(await _to.OptionsAsync(), _restored, Backup, _from.Time, progress, cancellation);

    /// <summary>Every key below the prefix with all that it holds, in an order of its own.</summary>
    private async Task<SortedDictionary<string, string>> ContentAsync(RedisStoreFixture fixture)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync((await fixture.OptionsAsync()).ConnectionString);
        string begin = $"{{{(await fixture.OptionsAsync()).KeyPrefix}:";
        IDatabase database = connection.GetDatabase();
        SortedDictionary<string, string> content = new(StringComparer.Ordinal);
        await foreach (RedisKey key in connection.GetServers()[0].KeysAsync(pattern: begin + "*"))
        {
            IEnumerable<string> values = await database.KeyTypeAsync(key) switch
            {
                RedisType.String => [Hex(await database.StringGetAsync(key))],
                RedisType.Hash => (await database.HashGetAllAsync(key)).Select(static entry => $"{Hex(entry.Name)}={Hex(entry.Value)}").Order(StringComparer.Ordinal),
                RedisType.SortedSet => (await database.SortedSetRangeByRankWithScoresAsync(key)).Select(static entry => $"{entry.Score}={Hex(entry.Element)}"),
                RedisType.Stream => (await database.StreamRangeAsync(key)).Select(static entry =>
                    $"{entry.Id}: {string.Join(' ', entry.Values.Select(static field => $"{field.Name}={Hex(field.Value)}"))}"),
                var type => throw new InvalidOperationException($"{key} is a {type}."),
            };
            content.Add(((string)key!)[begin.Length..], string.Join('\n', values));
        }

        return content;
    }

    private static string Hex(RedisValue value) => Convert.ToHexStringLower((byte[])value!);
}
