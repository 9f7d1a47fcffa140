using System.Collections.Concurrent;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Datasets.Importing;

/// <summary>
/// Which units of an unfinished import are done, in a folder beside the parts: a file a unit, written whole after the unit's
/// part is safe on the disk. So nothing that it names can be missing, whenever the program is cut off. Safe on several threads.
/// </summary>
internal sealed class ImportJournal
{
    private const string HeaderFile = "import.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;
    private readonly ConcurrentDictionary<string, ImportedUnit> _units = new(StringComparer.Ordinal);

    private ImportJournal(string folder) => _folder = folder;

    /// <summary>Units of an earlier run, whether or not they still hold.</summary>
    public IReadOnlyDictionary<string, ImportedUnit> Units => _units;

    /// <summary>Goes on with the import of <paramref name="source"/> that <paramref name="folder"/> tells of, or begins one.</summary>
    /// <param name="folder">Where the journal lies.</param>
    /// <param name="parts">Where the parts lie. Without a journal what lies there is removed.</param>
    /// <param name="source">What is imported, and with which options.</param>
    /// <param name="version">Of the importer: what another version has begun is not gone on with.</param>
    /// <exception cref="TandemException">It tells of the import of something else.</exception>
    public static ImportJournal Open(string folder, string parts, string source, int version)
    {
        string file = Path.Combine(folder, HeaderFile);
        Header? begun = Directory.Exists(parts) && File.Exists(file) ? Read<Header>(file) : null;
        var journal = new ImportJournal(folder);
        if (begun is null)
        {
            DatasetFolder.Remove(folder);
            DatasetFolder.Remove(parts);
            Directory.CreateDirectory(parts);
            Directory.CreateDirectory(folder);
            DurableFile.Write(file, stream => JsonSerializer.Serialize(stream, new Header(source, version), Json));
            return journal;
        }

        if (begun != new Header(source, version))
        {
            string other = begun.Source == source ? "begun by another version of the program" : $"of {begun.Source}";
            throw new TandemException(
                $"{parts} holds an unfinished import {other}; this one is of {source}. Finish that one, or remove {parts} to begin anew, or name another folder.");
        }

        foreach (string unit in Directory.EnumerateFiles(folder, "*.unit"))
        {
            if (Read<ImportedUnit>(unit) is { } record)
            {
                journal._units[Path.GetFileNameWithoutExtension(unit)] = record;
            }
        }

        return journal;
    }

    /// <summary>True if the folder tells of an import that can be gone on with.</summary>
    public static bool IsUnfinished(string folder, string parts) => Directory.Exists(parts) && File.Exists(Path.Combine(folder, HeaderFile));

    /// <summary>Where the rejected rows of a unit are kept.</summary>
    public string RejectedOf(string key) => Path.Combine(_folder, key + ".rejected");

    /// <summary>Notes that a unit is done. Its part and its rejected rows must be on the disk.</summary>
    public void Done(string key, ImportedUnit unit)
    {
        DurableFile.Write(Path.Combine(_folder, key + ".unit"), stream => JsonSerializer.Serialize(stream, unit, Json));
        _units[key] = unit;
    }

    /// <summary>Forgets a unit that no longer holds.</summary>
    public void Forget(string key)
    {
        _units.TryRemove(key, out _);
        File.Delete(Path.Combine(_folder, key + ".unit"));
    }

    private static T? Read<T>(string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            return null; // Cut off by a loss of power: done anew.
        }
    }

    private sealed record Header(string Source, int Version);
}
