using Tandem.Datasets.Archive;
using Tandem.Datasets.Tables;
using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>Finds the files that an import reads.</summary>
internal static class EventSources
{
    /// <summary>
    /// A file is itself; of a folder, all readable files in it and below, in the order of their paths. Of an archive's files that events
    /// were erased from only the latest version counts. Hidden folders are passed over.
    /// </summary>
    /// <exception cref="TandemException">There is nothing to read.</exception>
    public static string[] Find(string source)
    {
        if (!Directory.Exists(source))
        {
            return [source];
        }

        if (File.Exists(Path.Combine(source, DatasetLayout.ManifestFile)))
        {
            throw new TandemException($"{source} is a dataset already; use it as it is.");
        }

        string[] all =
        [
            .. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Where(file => TableFile.IsReadable(file) && !IsHidden(Path.GetRelativePath(source, file)))
                .Order(StringComparer.Ordinal),
        ];
        if (all.Length == 0)
        {
            throw new TandemException($"{source} has no file to read; readable are {TableFile.Readable}.");
        }

        HashSet<EventArchiveName> latest = [.. EventArchiveName.Latest(all.Select(ArchiveNameOf).OfType<EventArchiveName>())];
        return [.. all.Where(file => ArchiveNameOf(file) is not { } name || latest.Contains(name))];
    }

    private static EventArchiveName? ArchiveNameOf(string file) =>
        EventArchiveName.TryParse(Path.GetDirectoryName(Path.GetFullPath(file))!, out EventArchiveName name) ? name : null;

    private static bool IsHidden(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
}
