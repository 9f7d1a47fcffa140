using System.Globalization;
using Tandem.Domain;

namespace Tandem.Storage.Files;

/// <summary>
/// Artifacts as folders below one root. An upload is copied and synced in a staging folder and appears by one rename, with an empty file
/// <c>.artifact</c> in it that tells an artifact from a folder on the way to one. Several processes may share the root. Thread-safe.
/// </summary>
public sealed class FolderArtifactStore : IArtifactStore
{
    private const string Marker = ".artifact";
    private const string Staging = ".staging";

    // What a killed upload left; nobody uploads for longer.
    private static readonly TimeSpan StagingLifetime = TimeSpan.FromDays(1);

    private readonly string _root;
    private readonly string _staging;
    private readonly TimeProvider _time;

    /// <summary>A store below <paramref name="root"/>, which is made when missing.</summary>
    public FolderArtifactStore(string root, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(time);
        _root = Path.GetFullPath(root);
        _staging = Path.Combine(_root, Staging);
        _time = time;
        Directory.CreateDirectory(_staging);
        SweepStaging();
    }

    /// <inheritdoc/>
    /// <exception cref="TandemException">The name is not allowed, or is above or below another artifact's.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no local folder.</exception>
    public async Task UploadFolderAsync(string localFolder, string name, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localFolder);
        string target = PathOf(name);
        if (IsArtifact(target))
            return;
        if (!Directory.Exists(localFolder))
            throw new DirectoryNotFoundException($"There is no folder '{localFolder}' to store as '{name}'.");
        RequireFreePlace(name, target);

        string staged = NewStagingPath();
        try
        {
            await CopyAsync(localFolder, staged, cancellation).ConfigureAwait(false);
            string parent = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(parent);
            try
            {
                Directory.Move(staged, target);
            }
            catch (IOException) when (IsArtifact(target))
            {
                // Somebody else stored the same name meanwhile; theirs stays.
                return;
            }

            for (string? folder = parent; folder is not null && folder.Length >= _root.Length; folder = Path.GetDirectoryName(folder))
                DirectorySync.Flush(folder);
        }
        finally
        {
            if (Directory.Exists(staged))
                Directory.Delete(staged, recursive: true);
        }
    }

    /// <inheritdoc/>
    public Task<string> OpenFolderAsync(string name, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        return IsArtifact(path)
            ? Task.FromResult(path)
            : throw new DirectoryNotFoundException($"There is no artifact '{name}' in '{_root}'.");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var names = new List<string>();
        Collect(_root, string.Empty, prefix, names, cancellation);
        names.Sort(StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<string>>(names);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        if (!IsArtifact(path))
            return Task.CompletedTask;

        // Out of sight in one step; a reader sees all of it or nothing.
        string doomed = NewStagingPath();
        try
        {
            Directory.Move(path, doomed);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.CompletedTask;
        }

        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        Directory.Delete(doomed, recursive: true);
        return Task.CompletedTask;
    }

    private static bool IsArtifact(string path) => File.Exists(Path.Combine(path, Marker));

    private string PathOf(string name)
    {
        ArtifactName.Check(name);
        return Path.Combine(_root, name.Replace('/', Path.DirectorySeparatorChar));
    }

    private string NewStagingPath() => Path.Combine(_staging, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));

    private void RequireFreePlace(string name, string target)
    {
        for (string folder = Path.GetDirectoryName(target)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (IsArtifact(folder))
                throw new TandemException($"'{name}' would lie inside the artifact '{Path.GetRelativePath(_root, folder)}'. Choose another name.");
        }

        if (Directory.Exists(target))
            throw new TandemException($"'{name}' is a folder with artifacts below it. Choose another name.");
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (relative == Marker)
                continue;
            string copy = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            FileStream source = File.OpenRead(file);
            await using (source.ConfigureAwait(false))
            {
                FileStream target = File.Create(copy);
                await using (target.ConfigureAwait(false))
                {
                    await source.CopyToAsync(target, cancellation).ConfigureAwait(false);
                    target.Flush(flushToDisk: true);
                }
            }
        }

        using (FileStream marker = File.Create(Path.Combine(to, Marker)))
            marker.Flush(flushToDisk: true);
        foreach (string folder in Directory.EnumerateDirectories(to, "*", SearchOption.AllDirectories).Append(to))
            DirectorySync.Flush(folder);
    }

    private static void Collect(string folder, string name, string prefix, List<string> names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (name.Length > 0 && IsArtifact(folder))
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                names.Add(name);
            return;
        }

        IEnumerable<string> below;
        try
        {
            below = Directory.GetDirectories(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        foreach (string child in below)
        {
            string part = Path.GetFileName(child);
            if (part[0] != '.')
                Collect(child, name.Length == 0 ? part : $"{name}/{part}", prefix, names, cancellation);
        }
    }

    private void SweepStaging()
    {
        foreach (string folder in Directory.EnumerateDirectories(_staging))
        {
            if (_time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > StagingLifetime)
                Directory.Delete(folder, recursive: true);
        }
    }
}
