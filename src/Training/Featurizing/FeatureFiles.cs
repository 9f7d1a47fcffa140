using System.Text.Json;
using Tandem.Domain;
using Tandem.Features;

namespace Tandem.Training.Featurizing;

/// <summary>The files of a features folder.</summary>
internal static class FeatureFiles
{
    private const string FitFile = "features.bin";
    private const string NoteFile = "features.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Says where the features came from; a folder without it holds none.</summary>
    public static string Note(string folder) => Path.Combine(folder, NoteFile);

    /// <summary>What was found, for people.</summary>
    public static string Page(string folder) => Path.Combine(folder, "report.html");

    /// <summary>The fused vectors of all items as half floats.</summary>
    public static string Fused(string folder) => Path.Combine(folder, "fused.f16");

    /// <summary>The ids of the rows of <see cref="Fused"/>.</summary>
    public static string Ids(string folder) => Path.Combine(folder, "fused.ids");

    /// <summary>The directions of the items' texts as half floats, where a text encoder was given; rows as in <see cref="Fused"/>.</summary>
    public static string Texts(string folder) => Path.Combine(folder, "text.f16");

    public static void WriteFit(string folder, FittedFeatures features)
    {
        using FileStream file = File.Create(Path.Combine(folder, FitFile));
        features.Save(file);
    }

    public static FittedFeatures ReadFit(string folder)
    {
        using FileStream file = File.OpenRead(Path.Combine(folder, FitFile));
        return FittedFeatures.Load(file);
    }

    public static void WriteNote(string folder, FeatureNote note) => File.WriteAllText(Note(folder), JsonSerializer.Serialize(note, Json));

    /// <exception cref="TandemException">The folder holds no features.</exception>
    public static FeatureNote ReadNote(string folder)
    {
        string file = Note(folder);
        if (!File.Exists(file))
        {
            throw new TandemException($"'{folder}' holds no features ({NoteFile} is missing). Build them with `tandem features build DATASET --out {folder}`.");
        }

        return JsonSerializer.Deserialize<FeatureNote>(File.ReadAllText(file), Json)
            ?? throw new TandemException($"'{file}' is empty. Build the features again.");
    }
}
