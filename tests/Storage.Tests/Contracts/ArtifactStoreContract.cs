using Tandem.Domain;

namespace Tandem.Storage.Tests.Contracts;

/// <summary>What every artifact store does. An adapter's test class derives from it.</summary>
public abstract class ArtifactStoreContract : IDisposable
{
    private readonly TemporaryFolder _local = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IArtifactStore Store { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _local.Dispose();

    protected string LocalFolder(string content)
    {
        string folder = _local.File(Guid.NewGuid().ToString());
        Directory.CreateDirectory(Path.Combine(folder, "index", "deep"));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), content);
        File.WriteAllText(Path.Combine(folder, "index", "deep", "0.bin"), "segment of " + content);
        return folder;
    }

    [Fact]
    public async Task UploadFolderAsync_Folder_OpensWithTheSameFiles()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        string opened = await Store.OpenFolderAsync("bundles/v1", Token);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(opened, "manifest.json"), Token));
        Assert.Equal("segment of one", await File.ReadAllTextAsync(Path.Combine(opened, "index", "deep", "0.bin"), Token));
    }

    [Fact]
    public async Task UploadFolderAsync_NameThatIsThere_LeavesItAsItIs()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await Store.UploadFolderAsync(LocalFolder("two"), "bundles/v1", Token);
        string opened = await Store.OpenFolderAsync("bundles/v1", Token);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(opened, "manifest.json"), Token));
    }

    [Fact]
    public async Task UploadFolderAsync_SameNameManyTimesAtOnce_EndsWithOneWholeArtifact()
    {
        string[] folders = Enumerable.Range(0, 8).Select(n => LocalFolder($"{n}")).ToArray();
        await Task.WhenAll(folders.Select(folder => Store.UploadFolderAsync(folder, "bundles/v1", Token)));
        string opened = await Store.OpenFolderAsync("bundles/v1", Token);
        string winner = await File.ReadAllTextAsync(Path.Combine(opened, "manifest.json"), Token);
        Assert.Equal("segment of " + winner, await File.ReadAllTextAsync(Path.Combine(opened, "index", "deep", "0.bin"), Token));
    }

    [Fact]
    public async Task UploadFolderAsync_NoLocalFolder_IsRefused() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Store.UploadFolderAsync(_local.File("none"), "bundles/v1", Token));

    [Fact]
    public async Task UploadFolderAsync_Cancelled_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", cancellation.Token));
        Assert.Empty(await Store.ListAsync("", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("bundles/../../outside")]
    [InlineData("/etc")]
    [InlineData("bundles//v1")]
    [InlineData("bundles/")]
    [InlineData("bundles\\v1")]
    [InlineData("bundles/.hidden")]
    [InlineData("bundles/v 1")]
    [InlineData("bundles/é")]
    [InlineData("bundles/v1\0")]
    public async Task AnyOperation_NameNotAllowed_IsRefused(string name)
    {
        await Assert.ThrowsAsync<TandemException>(() => Store.UploadFolderAsync(LocalFolder("one"), name, Token));
        await Assert.ThrowsAsync<TandemException>(() => Store.OpenFolderAsync(name, Token));
        await Assert.ThrowsAsync<TandemException>(() => Store.DeleteAsync(name, Token));
    }

    [Theory]
    [InlineData("bundles")]
    [InlineData("bundles/v1/part")]
    public async Task UploadFolderAsync_AboveOrBelowAnother_IsRefused(string name)
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await Assert.ThrowsAsync<TandemException>(() => Store.UploadFolderAsync(LocalFolder("two"), name, Token));
    }

    [Theory]
    [InlineData("bundles/v2")]
    [InlineData("bundles")]
    public async Task OpenFolderAsync_NoSuchArtifact_Throws(string name)
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Store.OpenFolderAsync(name, Token));
    }

    [Fact]
    public async Task ListAsync_Prefix_GivesThoseNamesInOrdinalOrder()
    {
        foreach (string name in new[] { "bundles/b", "bundles/B", "bundles/a", "checkpoints/x/1", "bundles-old/z" })
            await Store.UploadFolderAsync(LocalFolder(name), name, Token);
        Assert.Equal(["bundles/B", "bundles/a", "bundles/b"], await Store.ListAsync("bundles/", Token));
        Assert.Equal(["checkpoints/x/1"], await Store.ListAsync("checkpoints/x", Token));
        Assert.Equal(5, (await Store.ListAsync("", Token)).Count);
    }

    [Fact]
    public async Task DeleteAsync_Artifact_IsGoneAndCanBeStoredAnew()
    {
        await Store.UploadFolderAsync(LocalFolder("one"), "bundles/v1", Token);
        await Store.DeleteAsync("bundles/v1", Token);
        await Store.DeleteAsync("bundles/v1", Token);
        Assert.Empty(await Store.ListAsync("", Token));
        await Store.UploadFolderAsync(LocalFolder("two"), "bundles/v1", Token);
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(await Store.OpenFolderAsync("bundles/v1", Token), "manifest.json"), Token));
    }
}
