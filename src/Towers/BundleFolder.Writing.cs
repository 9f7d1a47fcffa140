using System.Buffers;
using System.Security.Cryptography;

namespace Tandem.Towers;

public sealed partial class BundleFolder
{
    private const int MaxFileNameLength = 128;

    private static readonly SearchValues<char> FileNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>
    /// Writes a bundle: <paramref name="files"/> by name, then the manifest with checksums and the version filled in, into a temporary
    /// sibling that is renamed to <paramref name="folder"/> last. When anything fails, nothing is left.
    /// </summary>
    /// <param name="folder">Must not exist; its parent is created.</param>
    /// <param name="manifest">Its version, format version and checksums are replaced.</param>
    /// <param name="files">
    /// Plain names of ASCII letters, digits, dot, underscore and hyphen, no leading dot, each with what writes its content to a seekable stream.
    /// </param>
    /// <param name="time">Gives the time in the version.</param>
    /// <exception cref="ArgumentException">A file name is not plain, or names differ only in case.</exception>
    /// <exception cref="IOException"><paramref name="folder"/> exists.</exception>
    public static BundleFolder Write(
        string folder,
        BundleManifest manifest,
        IReadOnlyDictionary<string, Action<Stream>> files,
        TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(time);
        RequireFileNames(files.Keys);
        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (System.IO.Path.Exists(path))
        {
            throw new IOException($"'{path}' exists; bundles are never overwritten.");
        }

        string temporary = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(path)!,
            $".{System.IO.Path.GetFileName(path)}.{Guid.NewGuid():N}{TemporaryExtension}");
        Directory.CreateDirectory(temporary);
        try
        {
            Dictionary<string, string> checksums = new(StringComparer.Ordinal);
            foreach ((string name, Action<Stream> write) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                string file = System.IO.Path.Combine(temporary, name);
                WriteDurably(file, write);
                checksums.Add(name, HashFile(file));
            }

            (BundleManifest complete, byte[] json) = BundleManifestFile.Complete(manifest, checksums, time.GetUtcNow());
            WriteDurably(System.IO.Path.Combine(temporary, ManifestFileName), stream => stream.Write(json));
            Directory.Move(temporary, path);
            return new BundleFolder(path, complete);
        }
        catch
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            throw;
        }
    }

    /// <summary>A name without folders that means the same on every file system, and isn't the manifest's.</summary>
    internal static bool IsFileName(string name) =>
        name.Length is > 0 and <= MaxFileNameLength
        && name[0] != '.'
        && !name.AsSpan().ContainsAnyExcept(FileNameCharacters)
        && !name.Equals(ManifestFileName, StringComparison.OrdinalIgnoreCase);

    private static void RequireFileNames(IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (!IsFileName(name) || !seen.Add(name))
            {
                throw new ArgumentException($"'{name}' is no plain file name, or another name differs only in case.", nameof(names));
            }
        }
    }

    // A consumer may close the stream that it was given, so the flush to disk opens the file again.
    private static void WriteDurably(string file, Action<Stream> write)
    {
        using (FileStream stream = new(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
        {
            write(stream);
        }

        using FileStream written = new(file, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    private static string HashFile(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
