using System.Text.Json;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// A dataset folder while it is made, held against other writers. Its files lie in <c>{folder}.partial</c> until
/// <see cref="Complete"/> moves them to their name, so a half-written dataset is never taken for a whole one.
/// </summary>
internal sealed class DatasetFolder : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    private DatasetFolder(string folder, FileStream held)
    {
        _folder = folder;
        _lock = held;
    }

    public string Partial => _folder + ".partial";

    /// <summary>Where an import that can be gone on with keeps its journal.</summary>
    public string Journal => _folder + ".import";

    /// <summary>Takes hold of a folder; what lies in <see cref="Partial"/> stays.</summary>
    /// <exception cref="TandemException">The folder exists and is not an older dataset, or another writer is at work on it.</exception>
    public static DatasetFolder Hold(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(folder) || (IsUsed(folder) && !File.Exists(Path.Combine(folder, DatasetLayout.ManifestFile))))
        {
            throw new TandemException($"{folder} exists and is no dataset (it has no {DatasetLayout.ManifestFile}); name another folder or remove it.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            var held = new FileStream(
                folder + ".partial.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new DatasetFolder(folder, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TandemException($"{folder} cannot be written: {e.Message} Is another import writing it?", e);
        }
    }

    /// <summary>Begins from nothing.</summary>
    /// <exception cref="TandemException">An import that can be gone on with lies there.</exception>
    public void Empty()
    {
        if (ImportJournal.IsUnfinished(Journal, Partial))
        {
            throw new TandemException($"{Partial} holds an unfinished import. Finish it with the command that began it, or remove {Partial}, or name another folder.");
        }

        Remove(Partial);
        Directory.CreateDirectory(Partial);
    }

    /// <summary>Writes the manifest and moves the folder to its name; an older dataset there is replaced.</summary>
    public void Complete(DatasetManifest manifest)
    {
        File.WriteAllText(
            Path.Combine(Partial, DatasetLayout.ManifestFile),
            JsonSerializer.Serialize(manifest, ManifestJson.Default.DatasetManifest) + "\n");

        string old = _folder + ".old";
        Remove(old);
        if (Directory.Exists(_folder))
        {
            Directory.Move(_folder, old);
        }

        Directory.Move(Partial, _folder);
        Remove(old);
        Remove(Journal);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Removes a folder and all in it, if it is there.</summary>
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsUsed(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
}
