using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Tandem.Domain;
using Tandem.Storage.Files;

namespace Tandem.Storage.Azure;

/// <summary>
/// Keeps local copies of artifacts, each in a folder named by its content. A copy appears by one rename, after every file's length and
/// SHA-256 were right. Several processes may share the folder. Thread-safe.
/// </summary>
internal sealed class BlobDownload(BlobContainerClient container, BlobCalls calls, BlobStorageOptions options)
{
    private readonly string _root = Path.GetFullPath(options.CacheFolder);

    private string Staging => Path.Combine(_root, ".staging");

    /// <summary>The local copy, made if it is not there.</summary>
    /// <exception cref="TandemException">What was received is not what was stored.</exception>
    public async Task<string> OpenAsync(string name, ArtifactManifest manifest, Func<ArtifactFile, string> blobOf, CancellationToken cancellation)
    {
        string target = Path.Combine(FolderOf(name), manifest.ContentId);
        if (Directory.Exists(target))
            return target;

        string staged = Path.Combine(Staging, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        try
        {
            Directory.CreateDirectory(staged);
            foreach (ArtifactFile file in manifest.Files)
            {
                string path = Path.Combine(staged, file.Path.Replace('/', Path.DirectorySeparatorChar));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await ReceiveAsync(container.GetBlobClient(blobOf(file)), file, path, name, cancellation).ConfigureAwait(false);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                Directory.Move(staged, target);
            }
            catch (IOException) when (Directory.Exists(target))
            {
                // Somebody else made the same copy meanwhile.
            }

            return target;
        }
        finally
        {
            if (Directory.Exists(staged))
                Directory.Delete(staged, recursive: true);
        }
    }

    /// <summary>Forgets an artifact. Who has its files open may go on.</summary>
    public void Forget(string name)
    {
        try
        {
            Directory.Delete(FolderOf(name), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was never here.
        }
    }

    /// <summary>Forgets what is no longer stored.</summary>
    public void KeepOnly(IReadOnlyCollection<string> names)
    {
        if (!Directory.Exists(_root))
            return;

        HashSet<string> kept = [.. names.Select(static name => name.Replace('/', '+'))];
        foreach (string folder in Directory.EnumerateDirectories(_root).Where(folder => folder != Staging && !kept.Contains(Path.GetFileName(folder))))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>A slash is no part of a folder's name, a plus no part of an artifact's.</summary>
    private string FolderOf(string name) => Path.Combine(_root, name.Replace('/', '+'));

    private async Task ReceiveAsync(BlobClient blob, ArtifactFile file, string path, string name, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStream target = File.Create(path);
        await using (target.ConfigureAwait(false))
        {
            while (target.Length < file.Length)
            {
                var range = new HttpRange(target.Length, Math.Min(options.BlockBytes, file.Length - target.Length));
                BinaryData? part = await calls.FindAsync(
                    async token => (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = range }, token).ConfigureAwait(false)).Value.Content, cancellation).ConfigureAwait(false);
                if (part is null || part.ToMemory().Length == 0)
                    throw Damaged(name, file, "is missing or too short");

                hash.AppendData(part.ToMemory().Span);
                await target.WriteAsync(part.ToMemory(), cancellation).ConfigureAwait(false);
            }
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            throw Damaged(name, file, "has another checksum than when it was stored");
    }

    private static TandemException Damaged(string name, ArtifactFile file, string how) =>
        new($"The artifact '{name}' is damaged in the blob service: '{file.Path}' {how}. Delete the artifact and store it again.");
}
