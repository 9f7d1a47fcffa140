using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Fused;
using Tandem.Features.Popularity;
using Tandem.Features.Text;

namespace Tandem.Training.Featurizing;

/// <summary>
/// What <c>tandem features build</c> leaves behind: the fit (<c>features.bin</c>), a note of where it came from
/// (<c>features.json</c>), a page for people (<c>report.html</c>), the fused vectors as of the cut (<c>fused.f16</c>, <c>fused.ids</c>), and, of a text encoder that was given,
/// the directions of the texts (<c>text.f16</c>). Popularity moves with
/// the cut: for another one vectors are fused anew from the fit.
/// </summary>
public sealed class FeatureFolder
{
    private FeatureFolder(string path, FittedFeatures features, FeatureNote note)
    {
        Path = path;
        Features = features;
        Note = note;
    }

    public string Path { get; }

    /// <summary>The report of the build, an HTML page.</summary>
    public string Page => FeatureFiles.Page(Path);

    public FittedFeatures Features { get; }

    public FeatureNote Note { get; }

    /// <summary>
    /// Fits all blocks on a dataset, counting events up to <paramref name="until"/>, fuses its items, and writes the folder
    /// whole or not at all. Interrupted, the same call goes on where it was, from <c>{folder}.partial</c>.
    /// </summary>
    /// <exception cref="TandemException">
    /// Items or categories cannot be read, no file of events can, an option is invalid, the items do not fit in the memory, or
    /// the folder holds something else.
    /// </exception>
    public static FeatureFolder Build(
        DatasetReader dataset,
        string folder,
        DateTimeOffset until,
        FeatureOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default) =>
        Build(dataset, folder, until, options, new FeatureBuildOptions(), encoder: null, progress, cancellation);

    /// <summary>
    /// The same with bounds on memory and threads, and a text encoder; null: the text block is made of the dataset's text vectors if it has some,
    /// else of words.
    /// </summary>
    /// <exception cref="TandemException">As above.</exception>
    public static FeatureFolder Build(
        DatasetReader dataset,
        string folder,
        DateTimeOffset until,
        FeatureOptions options,
        FeatureBuildOptions build,
        ITextEncoder? encoder = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        build.Validate();
        options.Validate();
        folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (Directory.Exists(folder) && !File.Exists(FeatureFiles.Note(folder)))
        {
            throw new TandemException($"'{folder}' exists and holds no features; nothing was written. Choose another --out or remove it.");
        }

        string temporary = folder + ".partial";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder)!);
        try
        {
            using var held = new FileStream(temporary + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            new FeatureBuild(dataset, until, options, build, encoder, progress, cancellation).Run(temporary);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(temporary, folder);
        }
        catch (IOException e)
        {
            throw new TandemException($"'{folder}' cannot be written: {e.Message} Is the disk full, or another build writing it?", e);
        }

        return Open(folder);
    }

    /// <exception cref="TandemException">The folder holds no features.</exception>
    public static FeatureFolder Open(string folder)
    {
        FeatureNote note = FeatureFiles.ReadNote(folder);
        FittedFeatures features = FeatureFiles.ReadFit(folder);
        features.Schema.Check(features.Schema.Dimension, note.SchemaHash);
        return new FeatureFolder(folder, features, note);
    }

    /// <summary>The fused vectors of the dataset's items as of the build, in the dataset's order; dispose of it after use.</summary>
    /// <exception cref="TandemException">They are missing, damaged or of another schema.</exception>
    public FusedMatrixFile OpenFused(CancellationToken cancellation = default) =>
        FusedMatrixFile.Open(FeatureFiles.Fused(Path), FeatureFiles.Ids(Path), Features.Schema, cancellation);

    /// <summary>The items of the dataset that the features were built on, in its order, with the directions of their texts if an encoder was given.</summary>
    /// <exception cref="TandemException">An encoder was given, and the dataset has other items than those that it encoded.</exception>
    public IEnumerable<ItemDescription> ReadItems(DatasetReader dataset, CancellationToken cancellation = default) =>
        EncodedTexts.Attach(this, dataset.ReadItems(cancellation), cancellation);

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
}
