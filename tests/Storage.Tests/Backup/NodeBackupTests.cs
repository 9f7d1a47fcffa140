using Tandem.Domain;
using Tandem.Storage.Backup;
using Tandem.Storage.Files;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Backup;

public sealed class NodeBackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    private string Backup => _folder.File("backup");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BackUp_NodeThatIsWritten_HasEverythingFromBeforeItBegan()
    {
        List<string> accepted = [];
        using (SqliteStore store = SqliteStore.Open(Options(Data), TimeProvider.System))
        {
            SqliteEventLog log = new(store);
            await AppendAsync(log, accepted, 0, 500);
            await new FolderArtifactStore(Path.Combine(Data, "artifacts"), TimeProvider.System).UploadFolderAsync(NewFolder(), "bundles/one", Token);
            Task writing = AppendAsync(log, [], 500, 2_000);
            await BackUpAsync();
            await writing;
        }

        await NodeBackup.RestoreAsync(Backup, _folder.File("restored"), TimeProvider.System, cancellation: Token);

        using SqliteStore restored = SqliteStore.Open(Options(_folder.File("restored")), TimeProvider.System);
        SqliteEventLog again = new(restored);
        HashSet<string> found = [];
        for (int partition = 0; partition < again.Partitions; partition++)
            found.UnionWith((await again.ReadAsync(partition, 0, 10_000, Token)).Select(static logged => logged.Event.EventId));
        Assert.Empty(accepted.Except(found));
        Assert.Equal(["bundles/one"], await new FolderArtifactStore(Path.Combine(_folder.File("restored"), "artifacts"), TimeProvider.System).ListAsync("", Token));
    }

    [Fact]
    public async Task Restore_ANodeIsThere_RefusedAndLeftAsItIs()
    {
        SqliteStore.Open(Options(Data), TimeProvider.System).Dispose();
        await BackUpAsync();
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(Data, "tandem.db"), Token);

        TandemException refused = await Assert.ThrowsAsync<TandemException>(() => NodeBackup.RestoreAsync(Backup, Data, TimeProvider.System, cancellation: Token));

        Assert.Contains("overwrites nothing", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Data, "tandem.db"), Token));
    }

    [Fact]
    public async Task Restore_OneBitIsWrong_RefusedAndThereIsNoNode()
    {
        SqliteStore.Open(Options(Data), TimeProvider.System).Dispose();
        await BackUpAsync();
        Damaged.Flip(Path.Combine(Backup, "parts", "tandem.db"));

        await Assert.ThrowsAsync<TandemException>(() => NodeBackup.RestoreAsync(Backup, _folder.File("restored"), TimeProvider.System, cancellation: Token));

        Assert.False(Directory.Exists(_folder.File("restored")));
    }

    [Fact]
    public async Task BackUp_NoNodeInTheFolder_Refused() =>
        Assert.Contains("no data folder", (await Assert.ThrowsAsync<TandemException>(BackUpAsync)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task BackUp_FolderHasSomethingElse_Refused()
    {
        SqliteStore.Open(Options(Data), TimeProvider.System).Dispose();
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "letter.txt"), "mine", Token);
        Assert.Contains("no backup", (await Assert.ThrowsAsync<TandemException>(BackUpAsync)).Message, StringComparison.Ordinal);
    }

    private Task<BackupFolder> BackUpAsync() => NodeBackup.BackUpAsync(Data, Backup, TimeProvider.System, cancellation: Token);

    private static SqliteStorageOptions Options(string dataFolder) => new() { Path = Path.Combine(dataFolder, "tandem.db"), Partitions = 4 };

    private static async Task AppendAsync(SqliteEventLog log, List<string> accepted, int from, int to)
    {
        for (int n = from; n < to; n += 10)
        {
            ShopEvent[] events = [.. Enumerable.Range(n, 10).Select(static number => Events.Simple($"e{number}", $"u{number % 7}"))];
            await log.AppendAsync(events, Token);
            accepted.AddRange(events.Select(static each => each.EventId));
        }
    }

    private string NewFolder()
    {
        string folder = Directory.CreateDirectory(_folder.File("bundle")).FullName;
        File.WriteAllText(Path.Combine(folder, "file"), "content");
        return folder;
    }
}
