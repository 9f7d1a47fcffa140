using System.Text.Json;
using Tandem.Domain;
using Tandem.Storage.Files;

namespace Tandem.Storage.Backup;

/// <summary>
/// A backup on disk: a manifest, parts, and the artifacts as folders. A part appears whole, and in the manifest only then; an interrupted
/// backup goes on with the next one. Not thread-safe.
/// </summary>
public sealed class BackupFolder
{
    private const string ManifestFile = "backup.json";
    private const string PartsFolder = "parts";
    private const string ArtifactsFolder = "artifacts";

    /// <summary>
    /// Longer after its start a backup is not gone on with. The log keeps what was applied for a while only, and an older cut might miss
    /// something in between.
    /// </summary>
    private static readonly TimeSpan ResumableFor = TimeSpan.FromHours(12);

    private readonly TimeProvider _time;

    private BackupFolder(string path, BackupManifest manifest, TimeProvider time)
    {
        Path = path;
        Manifest = manifest;
        _time = time;
        Artifacts = new FolderArtifactStore(System.IO.Path.Combine(path, ArtifactsFolder), time);
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>What is in it.</summary>
    public BackupManifest Manifest { get; private set; }

    internal FolderArtifactStore Artifacts { get; }

    /// <summary>Begins a backup in a folder that is empty or not there, or goes on with one that was interrupted.</summary>
    /// <exception cref="TandemException">The folder has something else in it: another backup, a whole one, or one that is too old to go on with.</exception>
    public static BackupFolder Create(string path, BackupKind kind, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        path = System.IO.Path.GetFullPath(path);
        DateTimeOffset now = time.GetUtcNow();
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            BackupManifest begun = Read(path);
            if (begun.CompletedAt is { } completed)
                throw new TandemException($"'{path}' has the backup of {completed:u} already. Give another folder; backups are not overwritten.");
            if (begun.Kind != kind)
                throw new TandemException($"'{path}' has an unfinished backup of a {begun.Kind}. Give another folder.");
            if (now - begun.StartedAt > ResumableFor)
                throw new TandemException($"'{path}' has a backup that was begun at {begun.StartedAt:u} and not finished; it is too old to go on with. Delete the folder, or give another.");
            return new BackupFolder(path, begun, time);
        }

        Directory.CreateDirectory(System.IO.Path.Combine(path, PartsFolder));
        BackupFolder folder = new(path, new BackupManifest { Id = Guid.NewGuid(), Kind = kind, StartedAt = now }, time);
        folder.Write(folder.Manifest);
        return folder;
    }

    /// <summary>Opens a whole backup and reads every byte of it.</summary>
    /// <exception cref="TandemException">It is of another kind, not whole, or damaged.</exception>
    public static async Task<BackupFolder> OpenAsync(
        string path, BackupKind kind, TimeProvider time, IProgress<ProgressReport>? progress, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        path = System.IO.Path.GetFullPath(path);
        BackupManifest manifest = Read(path);
        if (manifest.CompletedAt is null)
            throw new TandemException($"The backup in '{path}' was not finished. Run `tandem backup` with the same folder again.");
        if (manifest.Kind != kind)
            throw new TandemException($"'{path}' is the backup of a {manifest.Kind}; it cannot become a {kind}.");

        (string File, ArtifactFile Expected)[] files =
        [
            .. manifest.Parts.Select(part => (System.IO.Path.Combine(path, PartsFolder, part.Path), part)),
            .. manifest.Artifacts.SelectMany(artifact => artifact.Files.Select(file => (System.IO.Path.Combine(path, ArtifactsFolder, artifact.Name, file.Path), file))),
        ];
        long total = files.Sum(static file => file.Expected.Length);
        long done = 0;
        foreach ((string file, ArtifactFile expected) in files)
        {
            progress?.Report(new ProgressReport("checking", done >> 20, total >> 20, expected.Path));
            if (!File.Exists(file) || await ArtifactFile.OfFileAsync(file, expected.Path, cancellation).ConfigureAwait(false) != expected)
                throw new TandemException($"'{file}' is damaged or missing: its length or SHA-256 is not what backup.json says. Use another backup.");
            done += expected.Length;
        }

        return new BackupFolder(path, manifest, time);
    }

    /// <summary>True if the part is there, from an earlier attempt.</summary>
    public bool Has(string part) => Manifest.Parts.Any(each => each.Path == part);

    /// <summary>Where a part is.</summary>
    public string PartPath(string part) => System.IO.Path.Combine(Path, PartsFolder, part);

    /// <summary>Writes a part under a name of its own and makes it part of the backup.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="write">Gets the path of a file that is not there yet.</param>
    /// <param name="cancellation">Ends it; the part is written anew by the next attempt.</param>
    public async Task AddAsync(string part, Func<string, Task> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(write);
        string staged = PartPath("." + part);
        File.Delete(staged);
        await write(staged).ConfigureAwait(false);
        ArtifactFile written = await ArtifactFile.OfFileAsync(staged, part, cancellation).ConfigureAwait(false);
        using (FileStream file = new(staged, FileMode.Open))
            file.Flush(flushToDisk: true);
        File.Move(staged, PartPath(part), overwrite: true);
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(staged)!);
        Write(Manifest with { Parts = [.. Manifest.Parts, written] });
    }

    internal void Partition(int partitions) => Write(Manifest with { Partitions = partitions });

    /// <summary>Notes the artifacts, and that the backup is whole.</summary>
    internal async Task CompleteAsync(CancellationToken cancellation)
    {
        List<BackedUpArtifact> artifacts = [];
        foreach (string name in await Artifacts.ListAsync(string.Empty, cancellation).ConfigureAwait(false))
        {
            string folder = await Artifacts.OpenFolderAsync(name, cancellation).ConfigureAwait(false);
            artifacts.Add(new BackedUpArtifact(name, await ArtifactFile.OfFolderAsync(folder, cancellation).ConfigureAwait(false)));
        }

        Write(Manifest with { Artifacts = artifacts, CompletedAt = _time.GetUtcNow() });
    }

    private static BackupManifest Read(string path)
    {
        string file = System.IO.Path.Combine(path, ManifestFile);
        if (!File.Exists(file))
            throw new TandemException($"'{path}' is no backup: it has no {ManifestFile}.");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), BackupJson.Default.BackupManifest) is { Format: BackupManifest.CurrentFormat } manifest
                ? manifest
                : throw new TandemException($"'{file}' has a format that this program does not know. A newer Tandem wrote it: use that one.");
        }
        catch (JsonException error)
        {
            throw new TandemException($"'{file}' cannot be read ({error.Message}). Use another backup.", error);
        }
    }

    private void Write(BackupManifest manifest)
    {
        string staged = System.IO.Path.Combine(Path, "." + ManifestFile);
        using (FileStream file = new(staged, FileMode.Create))
        {
            JsonSerializer.Serialize(file, manifest, BackupJson.Default.BackupManifest);
            file.Flush(flushToDisk: true);
        }

        File.Move(staged, System.IO.Path.Combine(Path, ManifestFile), overwrite: true);
        DirectorySync.Flush(Path);
        Manifest = manifest;
    }
}
