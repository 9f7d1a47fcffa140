using System.Security.Cryptography;

namespace Tandem.Storage.Files;

/// <summary>One file of an artifact.</summary>
/// <param name="Path">Below the artifact, with slashes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">In lower-case hexadecimal.</param>
public sealed record ArtifactFile(string Path, long Length, string Sha256)
{
    /// <summary>Reads every file of a folder once; by path, ordinal.</summary>
    public static async Task<List<ArtifactFile>> OfFolderAsync(string folder, CancellationToken cancellation)
    {
        List<ArtifactFile> files = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            files.Add(await OfFileAsync(path, System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/'), cancellation).ConfigureAwait(false));

        return files;
    }

    /// <summary>Reads a file once.</summary>
    public static async Task<ArtifactFile> OfFileAsync(string file, string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FileStream stream = File.OpenRead(file);
        await using (stream.ConfigureAwait(false))
        {
            byte[] hash = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
            return new ArtifactFile(path, stream.Length, Convert.ToHexStringLower(hash));
        }
    }
}
