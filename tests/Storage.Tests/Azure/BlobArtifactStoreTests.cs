using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging.Abstractions;
using Tandem.Domain;
using Tandem.Storage.Azure;
using Tandem.Storage.Files;
using Tandem.Storage.Tests.Contracts;
using Tandem.Storage.Tests.Servers;

namespace Tandem.Storage.Tests.Azure;

public sealed class BlobArtifactStoreTests(AzuriteFixture azurite) : ArtifactStoreContract, IAsyncLifetime
{
    private readonly TemporaryFolder _cache = new();
    private readonly ManualTime _time = new() { Now = TimeProvider.System.GetUtcNow() };
    private BlobStorageOptions _options = null!;
    private BlobArtifactStore? _store;

    protected override IArtifactStore Store => BlobStore;

    private BlobArtifactStore BlobStore => _store ??= New();

    private BlobContainerClient Container => new(_options.ConnectionString, _options.Container);

    public async ValueTask InitializeAsync() => _options = Options((await azurite.ServerAsync()).ConnectionString);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _store?.Dispose();
        _store = null;
        if (Directory.Exists(_cache.Path))
            _cache.Dispose();
    }

    private BlobStorageOptions Options(string connection) => new()
    {
        ConnectionString = connection,
        Container = "t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
        CacheFolder = _cache.Path,
        BlockBytes = 64 << 10,
        RetryDelay = TimeSpan.FromMilliseconds(20),
    };

    private BlobArtifactStore New() => new(_options, _time, NullLoggerFactory.Instance);

    private string LargeFolder(int bytes)
    {
        string folder = LocalFolder("large");
        byte[] content = new byte[bytes];
        new Random(7).NextBytes(content);
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), content);
        return folder;
    }

    [Fact]
    public async Task UploadFolderAsync_FileOfManyBlocks_ComesBackEqual()
    {
        string folder = LargeFolder(1_000_003);
        await Store.UploadFolderAsync(folder, "bundles/v1", Token);
        string opened = await Store.OpenFolderAsync("bundles/v1", Token);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "weights.bin"), Token), await File.ReadAllBytesAsync(Path.Combine(opened, "weights.bin"), Token));
    }

    [Fact]
    public async Task UploadFolderAsync_AfterAnInterruption_SendsOnlyTheRest()
    {
        string folder = LargeFolder(1_000_003);
        string path = Path.Combine(folder, "weights.bin");
        var file = new ArtifactFile("weights.bin", 1_000_003, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Token))));
        await Container.CreateIfNotExistsAsync(cancellationToken: Token);
        BlockBlobClient blob = Container.GetBlockBlobClient("content/weights.bin");
        var upload = new BlobUpload(new BlobCalls(_options, "azurite", _time, NullLoggerFactory.Instance), _options);
        long whole = await upload.SendAsync(path, file, Container.GetBlockBlobClient("content/other.bin"), Token);

        using (var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            Task sending = upload.SendAsync(path, file, blob, interrupted.Token);
            await UntilAsync(async () => await blob.ExistsAsync(Token) || await StagedAsync(blob) >= 3);
            await interrupted.CancelAsync();
            await Record.ExceptionAsync(() => sending);
        }

        long rest = await upload.SendAsync(path, file, blob, Token);
        Assert.Equal(file.Length, whole);
        Assert.InRange(rest, 0, whole - (3 * _options.BlockBytes));
        Assert.Equal(0, await upload.SendAsync(path, file, blob, Token));
        Assert.Equal(file.Length, (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
    }

    [Fact]
    public async Task OpenFolderAsync_AgainAndByAnotherProcess_IsTheSameCopy()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        string first = await Store.OpenFolderAsync("bundles/v1", Token);
        using BlobArtifactStore other = New();
        Assert.Equal(first, await other.OpenFolderAsync("bundles/v1", Token));
        Assert.Empty(Directory.GetDirectories(_cache.File(".staging")));
    }

    [Fact]
    public async Task OpenFolderAsync_ContentChanged_IsRefusedAndNotKept()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        BlobItem manifest = Assert.Single(await BlobsAsync("content/"), blob => blob.Name.EndsWith("manifest.json", StringComparison.Ordinal));
        await Container.GetBlobClient(manifest.Name).UploadAsync(new BinaryData("two"), overwrite: true, Token);
        TandemException error = await Assert.ThrowsAsync<TandemException>(() => Store.OpenFolderAsync("bundles/v1", Token));
        Assert.Contains("manifest.json", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TandemException>(() => Store.OpenFolderAsync("bundles/v1", Token));
    }

    [Fact]
    public async Task OpenFolderAsync_ManifestThatLeadsOutside_IsRefused()
    {
        await Store.ListAsync("", Token);
        await Container.GetBlobClient("artifacts/bundles/v1").UploadAsync(
            new BinaryData("""{"version":1,"files":[{"path":"../outside","length":1,"sha256":"00"}]}"""), Token);
        Assert.Contains("leads out", (await Assert.ThrowsAsync<TandemException>(() => Store.OpenFolderAsync("bundles/v1", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAsync_Artifact_LeavesNoBlob()
    {
        await Store.UploadFolderAsync(LargeFolder(200_000), "bundles/v1", Token);
        await Store.OpenFolderAsync("bundles/v1", Token);
        await Store.DeleteAsync("bundles/v1", Token);
        Assert.Empty(await BlobsAsync(""));
        Assert.Equal([_cache.File(".staging")], Directory.GetDirectories(_cache.Path));
    }

    [Fact]
    public async Task UploadFolderAsync_LostRace_LeavesNoContentOfTheLoser()
    {
        string[] folders = [.. Enumerable.Range(0, 4).Select(n => LocalFolder($"{n}"))];
        await Task.WhenAll(folders.Select(folder => Store.UploadFolderAsync(folder, "bundles/v1", Token)));
        Assert.Equal(2, (await BlobsAsync("content/")).Count);
    }

    [Fact]
    public async Task SweepAsync_ContentOfAKilledUpload_IsDeletedAfterADay()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await Container.GetBlobClient("content/bundles/v2/00/manifest.json").UploadAsync(new BinaryData("half"), Token);
        Assert.Equal(0, await BlobStore.SweepAsync(Token));
        _time.Now += TimeSpan.FromDays(2);
        Assert.Equal(1, await BlobStore.SweepAsync(Token));
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(await Store.OpenFolderAsync("bundles/v1", Token), "manifest.json"), Token));
    }

    [Fact]
    public async Task SweepAsync_LocalCopyOfADeletedArtifact_Goes()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        string copy = await Store.OpenFolderAsync("bundles/v1", Token);
        await Container.GetBlobClient("artifacts/bundles/v1").DeleteAsync(cancellationToken: Token);
        await BlobStore.SweepAsync(Token);
        Assert.False(Directory.Exists(copy));
    }

    [Fact]
    public async Task AnyOperation_ServiceAwayForAMoment_Succeeds()
    {
        using AzuriteServer server = await AzuriteServer.StartNewAsync();
        _options = Options(server.ConnectionString);
        _options.RetryDelay = TimeSpan.FromMilliseconds(300);
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await server.StopAsync();
        Task<string> opening = Store.OpenFolderAsync("bundles/v1", Token);
        await server.StartAsync();
        Assert.True(Directory.Exists(await opening));
    }

    [Fact]
    public async Task AnyOperation_ServiceGone_SaysSo()
    {
        _options = Options(string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:{FreePort.Find()}/a;"));
        _options.Retries = 1;
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.ListAsync("", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyOperation_WrongKey_SaysSo()
    {
        _options.ConnectionString = _options.ConnectionString.Replace("AccountKey=Eby8", "AccountKey=Aby8", StringComparison.Ordinal);
        Assert.Contains("credentials", (await Assert.ThrowsAsync<TandemException>(() => Store.ListAsync("", Token))).Message, StringComparison.Ordinal);
    }

    private async Task<List<BlobItem>> BlobsAsync(string prefix)
    {
        List<BlobItem> blobs = [];
        await foreach (BlobItem blob in Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, Token))
            blobs.Add(blob);
        return blobs;
    }

    private static async Task<int> StagedAsync(BlockBlobClient blob)
    {
        try
        {
            return (await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: Token)).Value.UncommittedBlocks.Count();
        }
        catch (global::Azure.RequestFailedException error) when (error.Status == 404)
        {
            return 0;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(5, Token);
    }
}
