namespace Tandem.Towers;

/// <summary>
/// Writes and opens bundle folders; what was opened is verified against its checksums. A bundle is flat: the manifest
/// <c>bundle.json</c> and the files it lists, nothing else.
/// </summary>
public sealed partial class BundleFolder
{
    /// <summary>Name of the manifest within a bundle.</summary>
    public const string ManifestFileName = "bundle.json";

    // A folder of this ending was being written when the process died. Its name begins with a dot, so listings skip it.
    private const string TemporaryExtension = ".tmp";

    private BundleFolder(string path, BundleManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    public BundleManifest Manifest { get; }

    /// <summary>
    /// Opens a bundle: reads the manifest, then every file once to verify its SHA-256.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The manifest is missing, damaged or of an unknown format version, or a file is missing, damaged, foreign or badly named, or
    /// the folder was never finished. The message names the file.
    /// </exception>
    public static BundleFolder Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (path.EndsWith(TemporaryExtension, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' was never finished; delete it and write the bundle again.");
        }

        string manifestPath = System.IO.Path.Combine(path, ManifestFileName);
        if (!File.Exists(manifestPath))
        {
            throw new InvalidDataException($"'{path}' is no bundle: it has no {ManifestFileName}.");
        }

        BundleManifest manifest = BundleManifestFile.Parse(File.ReadAllBytes(manifestPath), manifestPath);
        foreach (string name in manifest.Checksums.Keys)
        {
            if (!IsFileName(name))
            {
                throw new InvalidDataException($"'{manifestPath}' lists '{name}', which is no plain file name.");
            }
        }

        RequireNothingForeign(path, manifest);
        foreach ((string name, string checksum) in manifest.Checksums)
        {
            RequireChecksum(System.IO.Path.Combine(path, name), checksum);
        }

        return new BundleFolder(path, manifest);
    }

    /// <summary>Opens one of the bundle's files for reading, from its beginning; the caller disposes of the stream.</summary>
    /// <exception cref="InvalidDataException">The manifest lists no such file.</exception>
    public Stream OpenFile(string name) => new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    /// <summary>Where one of the bundle's files lies, for what maps it into memory.</summary>
    /// <exception cref="InvalidDataException">The manifest lists no such file.</exception>
    public string PathOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Manifest.Checksums.ContainsKey(name)
            ? System.IO.Path.Combine(Path, name)
            : throw new InvalidDataException($"Bundle {Manifest.Version} at '{Path}' has no file '{name}'.");
    }

    /// <summary>Whether the bundle has this file.</summary>
    public bool HasFile(string name) => Manifest.Checksums.ContainsKey(name);

    private static void RequireNothingForeign(string path, BundleManifest manifest)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(path))
        {
            string name = System.IO.Path.GetFileName(entry);

            // No file of a bundle begins with a dot; an artifact store puts its own mark there.
            if (name.StartsWith('.'))
            {
                continue;
            }

            bool known = (manifest.Checksums.ContainsKey(name) || name == ManifestFileName) && File.Exists(entry);
            if (!known)
            {
                throw new InvalidDataException($"'{entry}' does not belong to the bundle: its manifest does not list it.");
            }
        }
    }

    private static void RequireChecksum(string file, string expected)
    {
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"'{file}' is missing, the bundle's manifest lists it.");
        }

        string actual = HashFile(file);
        if (actual != expected)
        {
            throw new InvalidDataException($"'{file}' is damaged: its SHA-256 is {actual}, the manifest says {expected}.");
        }
    }
}
