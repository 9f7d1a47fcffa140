namespace Tandem.Towers;

/// <summary>Writes and opens bundle folders; what was opened is verified against its checksums.</summary>
public sealed class BundleFolder
{
    private BundleFolder()
    {
    }

    public string Path => throw new NotImplementedException();

    public BundleManifest Manifest => throw new NotImplementedException();

    /// <summary>
    /// Writes a bundle: <paramref name="files"/> by name, then the manifest with checksums and the version filled in, into a temporary
    /// sibling that is renamed to <paramref name="folder"/> last.
    /// </summary>
    public static BundleFolder Write(
        string folder,
        BundleManifest manifest,
        IReadOnlyDictionary<string, Action<Stream>> files,
        TimeProvider time) => throw new NotImplementedException();

    /// <exception cref="InvalidDataException">A file is missing, damaged or foreign; the message names it.</exception>
    public static BundleFolder Open(string folder) => throw new NotImplementedException();

    /// <summary>Opens one of the bundle's files for reading.</summary>
    public Stream OpenFile(string name) => throw new NotImplementedException();
}
