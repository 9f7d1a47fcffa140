using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;
using Tandem.Domain;
using Tandem.Storage.Files;

namespace Tandem.Storage.Azure;

/// <summary>
/// Artifacts in Azure Blob Storage: the files under <c>content/NAME/CONTENT-ID/</c>, and a manifest <c>artifacts/NAME</c> that makes them
/// visible, written last and only if there is none. Uploads of the same content share their blobs, of different content do not touch each
/// other. Thread-safe.
/// </summary>
public sealed class BlobArtifactStore : IArtifactStore, IDisposable
{
    private const string Markers = "artifacts/";
    private const string Content = "content/";

    /// <summary>What a killed upload left is deleted after this; nobody uploads for longer.</summary>
    private static readonly TimeSpan LeftoverLifetime = TimeSpan.FromDays(1);

    private readonly BlobContainerClient _container;
    private readonly BlobCalls _calls;
    private readonly BlobUpload _upload;
    private readonly BlobDownload _download;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private bool _prepared;

    /// <exception cref="TandemException">The connection string cannot be read.</exception>
    public BlobArtifactStore(BlobStorageOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);

        // Polly does the retrying, where it can be seen.
        var client = new BlobClientOptions();
        client.Retry.MaxRetries = 0;
        client.Retry.NetworkTimeout = options.AttemptTimeout;
        try
        {
            _container = new BlobContainerClient(options.ConnectionString, options.Container, client);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new TandemException($"Tandem:Blobs is no Azure Storage connection string: {error.Message}", error);
        }

        _time = time;
        _calls = new BlobCalls(options, _container.Uri.Host, time, loggers);
        _upload = new BlobUpload(_calls, options);
        _download = new BlobDownload(_container, _calls, options);
    }

    /// <inheritdoc/>
    /// <exception cref="TandemException">The name is not allowed, or is above or below another artifact's.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no local folder.</exception>
    public async Task UploadFolderAsync(string localFolder, string name, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localFolder);
        ArtifactName.Check(name);
        await PrepareAsync(cancellation).ConfigureAwait(false);
        if (await FindAsync(name, cancellation).ConfigureAwait(false) is not null)
            return;
        if (!Directory.Exists(localFolder))
            throw new DirectoryNotFoundException($"There is no folder '{localFolder}' to store as '{name}'.");
        await RequireFreePlaceAsync(name, cancellation).ConfigureAwait(false);

        ArtifactManifest manifest = await ArtifactManifest.OfFolderAsync(localFolder, cancellation).ConfigureAwait(false);
        string content = ContentOf(name, manifest);
        foreach (ArtifactFile file in manifest.Files)
        {
            string path = Path.Combine(localFolder, file.Path.Replace('/', Path.DirectorySeparatorChar));
            await _upload.SendAsync(path, file, _container.GetBlockBlobClient(content + file.Path), cancellation).ConfigureAwait(false);
        }

        if (!await TryMarkAsync(name, manifest, cancellation).ConfigureAwait(false))
            await DeleteBelowAsync(content, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="TandemException">The artifact is damaged.</exception>
    public async Task<string> OpenFolderAsync(string name, CancellationToken cancellation = default)
    {
        ArtifactName.Check(name);
        if (await FindAsync(name, cancellation).ConfigureAwait(false) is not { } marker)
            throw new DirectoryNotFoundException($"There is no artifact '{name}' in the container '{_container.Name}'.");

        ArtifactManifest manifest = ArtifactManifest.FromBytes(marker.Content, name);
        string content = ContentOf(name, manifest);
        string folder = await _download.OpenAsync(name, manifest, file => content + file.Path, cancellation).ConfigureAwait(false);
        return folder;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await PrepareAsync(cancellation).ConfigureAwait(false);
        List<string> names = [.. (await ListBlobsAsync(Markers + prefix, cancellation).ConfigureAwait(false)).Select(static blob => blob.Name[Markers.Length..])];
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        ArtifactName.Check(name);
        _download.Forget(name);
        if (await FindAsync(name, cancellation).ConfigureAwait(false) is not { } marker)
            return;

        // Out of sight first. If it was replaced meanwhile, the new one stays.
        BlobRequestConditions unchanged = new() { IfMatch = marker.Etag };
        try
        {
            await _calls.RunAsync(
                async token => await Marker(name).DeleteIfExistsAsync(conditions: unchanged, cancellationToken: token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException error) when (error.Status == 412)
        {
            return;
        }

        await DeleteBelowAsync(ContentOf(name, ArtifactManifest.FromBytes(marker.Content, name)), cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes, here and in the local folder, what no artifact owns: the content of uploads that were killed more than a day ago, and local
    /// copies of artifacts that were deleted.
    /// </summary>
    /// <returns>How many blobs were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation = default)
    {
        HashSet<string> owned = [];
        IReadOnlyList<string> names = await ListAsync(string.Empty, cancellation).ConfigureAwait(false);
        _download.KeepOnly(names);
        foreach (string name in names)
        {
            if (await FindAsync(name, cancellation).ConfigureAwait(false) is { } marker)
                owned.Add(ContentOf(name, ArtifactManifest.FromBytes(marker.Content, name)));
        }

        DateTimeOffset before = _time.GetUtcNow() - LeftoverLifetime;
        int deleted = 0;
        foreach (BlobItem blob in await ListBlobsAsync(Content, cancellation).ConfigureAwait(false))
        {
            if (blob.Properties.LastModified >= before || owned.Any(content => blob.Name.StartsWith(content, StringComparison.Ordinal)))
                continue;

            await DeleteBlobAsync(blob.Name, cancellation).ConfigureAwait(false);
            deleted++;
        }

        return deleted;
    }

    /// <inheritdoc/>
    public void Dispose() => _preparing.Dispose();

    private static string ContentOf(string name, ArtifactManifest manifest) => $"{Content}{name}/{manifest.ContentId}/";

    private BlobClient Marker(string name) => _container.GetBlobClient(Markers + name);

    private Task<FoundMarker?> FindAsync(string name, CancellationToken cancellation) => _calls.FindAsync(
        async token =>
        {
            BlobDownloadResult answer = await Marker(name).DownloadContentAsync(token).ConfigureAwait(false);
            return new FoundMarker(answer.Content.ToArray(), answer.Details.ETag);
        },
        cancellation);

    /// <summary>Makes the artifact visible.</summary>
    /// <returns>False if another content has the name.</returns>
    private async Task<bool> TryMarkAsync(string name, ArtifactManifest manifest, CancellationToken cancellation)
    {
        byte[] bytes = manifest.ToBytes();
        var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await _calls.RunAsync(
                async token => await Marker(name).UploadAsync(new BinaryData(bytes), onlyNew, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            // Perhaps by this very call, whose first answer was lost.
            FoundMarker? winner = await FindAsync(name, cancellation).ConfigureAwait(false);
            return winner is not null && winner.Content.AsSpan().SequenceEqual(bytes);
        }
    }

    private async Task RequireFreePlaceAsync(string name, CancellationToken cancellation)
    {
        for (int end = name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
        {
            if (await FindAsync(name[..end], cancellation).ConfigureAwait(false) is not null)
                throw new TandemException($"'{name}' would lie inside the artifact '{name[..end]}'. Choose another name.");
        }

        if ((await ListBlobsAsync($"{Markers}{name}/", cancellation).ConfigureAwait(false)).Count > 0)
            throw new TandemException($"'{name}' is a folder with artifacts below it. Choose another name.");
    }

    private Task<List<BlobItem>> ListBlobsAsync(string prefix, CancellationToken cancellation) => _calls.RunAsync(
        async token =>
        {
            List<BlobItem> blobs = [];
            await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, token).ConfigureAwait(false))
                blobs.Add(blob);
            return blobs;
        },
        cancellation);

    private async Task DeleteBelowAsync(string prefix, CancellationToken cancellation)
    {
        foreach (BlobItem blob in await ListBlobsAsync(prefix, cancellation).ConfigureAwait(false))
            await DeleteBlobAsync(blob.Name, cancellation).ConfigureAwait(false);
    }

    private Task<Response<bool>> DeleteBlobAsync(string blob, CancellationToken cancellation) =>
        _calls.RunAsync(token => _container.GetBlobClient(blob).DeleteIfExistsAsync(cancellationToken: token), cancellation);

    /// <summary>Makes the container, once.</summary>
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _prepared))
            return;

        await _preparing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_prepared)
                await _calls.RunAsync(async token => await _container.CreateIfNotExistsAsync(cancellationToken: token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            Volatile.Write(ref _prepared, true);
        }
        finally
        {
            _preparing.Release();
        }
    }

    private sealed record FoundMarker(byte[] Content, ETag Etag);
}
