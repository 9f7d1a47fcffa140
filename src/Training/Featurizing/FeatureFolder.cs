using System.Text.Json;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Popularity;

namespace Tandem.Training.Featurizing;

/// <summary>
/// What <c>tandem features build</c> leaves behind: the fit (<c>features.bin</c>) and a note of where it came from
/// (<c>features.json</c>). Fused vectors are not stored: popularity moves with the cut, so they are fused when needed.
/// </summary>
public sealed class FeatureFolder
{
    private const string FitFile = "features.bin";
    private const string NoteFile = "features.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private FeatureFolder(string path, FittedFeatures features, FeatureNote note)
    {
        Path = path;
        Features = features;
        Note = note;
    }

    public string Path { get; }

    public FittedFeatures Features { get; }

    public FeatureNote Note { get; }

    /// <summary>Fits all blocks on a dataset, counting events up to <paramref name="until"/>, and writes the folder whole or not at all.</summary>
    public static FeatureFolder Build(
        DatasetReader dataset,
        string folder,
        DateTimeOffset until,
        FeatureOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ItemDescription[] items = [.. dataset.ReadItems(cancellation)];
        Category[] categories = [.. dataset.ReadCategories(cancellation)];
        Interactions events = Interactions.Load(dataset, until, progress, cancellation);
        ItemCounts[] counts = CountItems(events, until, options.Popularity);
        FittedFeatures features = FittedFeatures.Fit(items, categories, counts, options, progress, cancellation);
        var note = new FeatureNote(dataset.Manifest.Name, until, features.Schema.Hash, items.Length, features.Report)
        {
            DatasetPath = System.IO.Path.GetRelativePath(folder, dataset.Folder),
        };

        string temporary = folder.TrimEnd(System.IO.Path.DirectorySeparatorChar) + ".partial";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        Directory.CreateDirectory(temporary);
        using (FileStream file = File.Create(System.IO.Path.Combine(temporary, FitFile)))
        {
            features.Save(file);
        }

        File.WriteAllText(System.IO.Path.Combine(temporary, NoteFile), JsonSerializer.Serialize(note, Json));
        Replace(temporary, folder);
        return new FeatureFolder(folder, features, note);
    }

    /// <exception cref="TandemException">The folder holds no features.</exception>
    public static FeatureFolder Open(string folder)
    {
        string noteFile = System.IO.Path.Combine(folder, NoteFile);
        if (!File.Exists(noteFile))
        {
            throw new TandemException($"'{folder}' holds no features ({NoteFile} is missing). Build them with `tandem features build DATASET --out {folder}`.");
        }

        FeatureNote note = JsonSerializer.Deserialize<FeatureNote>(File.ReadAllText(noteFile), Json)
            ?? throw new TandemException($"'{noteFile}' is empty. Build the features again.");
        using FileStream file = File.OpenRead(System.IO.Path.Combine(folder, FitFile));
        FittedFeatures features = FittedFeatures.Load(file);
        features.Schema.Check(features.Schema.Dimension, note.SchemaHash);
        return new FeatureFolder(folder, features, note);
    }

    /// <summary>The raw material of the popularity block from the events up to a cut, by item code.</summary>
    public static ItemCounts[] CountItems(Interactions events, DateTimeOffset until, PopularityOptions? options = null)
    {
        var builder = new ItemCountsBuilder(events.ItemCount, until.ToUnixTimeMilliseconds(), options);
        for (int i = 0; i < events.Count; i++)
        {
            builder.Add(events.Item[i], events.Action[i], events.OccurredAt[i]);
        }

        return builder.Build();
    }

    private static void Replace(string temporary, string folder)
    {
        if (Directory.Exists(folder))
        {
            if (!File.Exists(System.IO.Path.Combine(folder, NoteFile)))
            {
                throw new TandemException($"'{folder}' exists and holds no features; nothing was written. Choose another --out or remove it.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(temporary, folder);
    }
}
