using Tandem.Storage.Files;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Files;

public sealed class FolderArtifactStoreTests : ArtifactStoreContract
{
    private readonly TemporaryFolder _root = new();
    private FolderArtifactStore? _store;

    protected override IArtifactStore Store => _store ??= new FolderArtifactStore(_root.Path, TimeProvider.System);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _root.Dispose();
    }

    [Fact]
    public async Task ListAsync_HalfCopiedFolder_IsNotAnArtifact()
    {
        Directory.CreateDirectory(_root.File("bundles/half"));
        await File.WriteAllTextAsync(_root.File("bundles/half/manifest.json"), "x", Token);
        Assert.Empty(await Store.ListAsync("", Token));
    }

    [Fact]
    public void Constructor_StagingOfAKilledUpload_IsSweptAfterADay()
    {
        Directory.CreateDirectory(_root.File(".staging/old"));
        Directory.CreateDirectory(_root.File(".staging/new"));
        Directory.SetLastWriteTimeUtc(_root.File(".staging/old"), TimeProvider.System.GetUtcNow().AddDays(-2).UtcDateTime);
        _ = Store;
        Assert.Equal("new", Path.GetFileName(Assert.Single(Directory.GetDirectories(_root.File(".staging")))));
    }

    [Fact]
    public async Task UploadFolderAsync_Done_LeavesNoStaging()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        Assert.Empty(Directory.GetDirectories(_root.File(".staging")));
    }
}
