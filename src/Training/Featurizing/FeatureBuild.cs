using Tandem.Datasets;
using Tandem.Datasets.Events;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Categories;
using Tandem.Features.Fused;
using Tandem.Features.Popularity;
using Tandem.Features.Text;
using Tandem.Training.Featurizing.Pages;
using Tandem.Training.Featurizing.Pictures;

namespace Tandem.Training.Featurizing;

/// <summary>
/// Makes a features folder from a dataset of any size: texts are encoded if an encoder is given, items are indexed, images and text vectors sampled in one pass, texts encoded
/// in another if an encoder is given, events counted in another, the blocks fitted, and the items fused in a last pass straight to disk. Interrupted, it goes on with the file it
/// was at.
/// </summary>
internal sealed class FeatureBuild(
    DatasetReader dataset,
    DateTimeOffset until,
    FeatureOptions options,
    FeatureBuildOptions build,
    ITextEncoder? encoder,
    IProgress<ProgressReport>? progress,
    CancellationToken cancellation)
{
    /// <summary>Changes whenever an unfinished build of an older program must not be gone on with.</summary>
    private const int Version = 3;

    private readonly MemoryPlan _plan = MemoryPlan.Of(dataset.Manifest.Items, build);

    /// <summary>Builds in <paramref name="folder"/>, which is gone on with if it holds an unfinished build of the same inputs and options.</summary>
    public void Run(string folder)
    {
        IReadOnlyList<Category> tree = Tree();
        DatasetRowGroup[] itemGroups = [.. dataset.ItemGroups()];
        BuildCheckpoint checkpoint = BuildCheckpoint.Open(folder, Signature(itemGroups));
        if (checkpoint.Resumed || checkpoint.Discarded)
        {
            progress?.Report(new ProgressReport(
                checkpoint.Resumed ? "going on with an unfinished build" : "inputs or options have changed since the unfinished build: beginning again", 0, 0));
        }

        FittedFeatures features = checkpoint.Fitted ? FeatureFiles.ReadFit(folder) : Fit(folder, itemGroups, tree, checkpoint);
        if (!checkpoint.Fitted)
        {
            FeatureFiles.WriteFit(folder, features);
            var note = new FeatureNote(dataset.Manifest.Name, until, features.Schema.Hash, (int)dataset.Manifest.Items, features.Report)
            {
                // The folder is moved, but stays in its parent.
                DatasetPath = Path.GetRelativePath(folder, dataset.Folder),
                Problems = checkpoint.Problems,
                TextEncoder = TextEncoderNote.Of(encoder),
            };
            FeatureFiles.WriteNote(folder, note);
            checkpoint.FitDone();
        }

        var sample = new PictureSample((int)itemGroups.Sum(group => group.Rows), features.Schema.Dimension, options.Seed);
        Fuse(folder, features, itemGroups, checkpoint, sample);
        FeaturePictures pictures = FeaturePictures.Of(features.Schema, sample, options.Embedded(tree), progress, cancellation);
        File.WriteAllText(FeatureFiles.Page(folder), FeaturePage.Write(FeatureFiles.ReadNote(folder), options, pictures));
        checkpoint.Finish();
    }

    /// <summary>The whole tree, checked before hours of counting instead of after them.</summary>
    private Category[] Tree()
    {
        Category[] tree = [.. dataset.ReadCategories(cancellation)];
        if (CategoryTree.FindCycle(tree) is { Count: > 0 } cycle)
        {
            throw new TandemException(
                $"{dataset.PlaceOf(cycle[0], cancellation)}: the category tree has a cycle, {string.Join(" < ", cycle.Select(static id => $"'{id}'"))}. Correct one of these parents and import again.");
        }

        _ = options.Embedded(tree);
        return tree;
    }

    private string Signature(DatasetRowGroup[] itemGroups)
    {
        IEnumerable<string> events = build.OzonEvents is { } raw ? OzonEvents.FilesOf(raw) : dataset.EventFiles();
        return InputSignature.Of(
            [dataset.ManifestFile, .. itemGroups.Select(group => group.File).Distinct(), .. events], Version, until, options, encoder?.Identity ?? "");
    }

    private FittedFeatures Fit(string folder, DatasetRowGroup[] itemGroups, IReadOnlyList<Category> tree, BuildCheckpoint checkpoint)
    {
        var samples = new FeatureSamples(options);
        ItemIndex items = ItemIndex.Load(dataset, build.Threads, encoder is null ? samples.Add : samples.Images.Add, progress, cancellation);
        FusedIds.Write(FeatureFiles.Ids(folder), items.Ids());
        if (encoder is not null)
        {
            new TextEncoding(encoder, options.Text.Attributes, build.Threads).Run(folder, itemGroups, checkpoint, progress, cancellation);
            using EncodedTexts texts = EncodedTexts.Open(folder, TextEncoderNote.Of(encoder), cancellation)!;
            foreach ((int row, string id) in items.Ids().Index())
            {
                samples.TextVectors.Add(texts.With(new ItemDescription { ItemId = id }, row));
            }
        }

        IEventSource events = build.OzonEvents is { } raw ? new OzonEvents(raw, items) : new DatasetEvents(dataset, items);
        var counting = new EventCounting(events, () => Counters(items.Count), items.Count, _plan.CountingThreads);
        ItemCounts[] counts = counting.Run(checkpoint, progress, cancellation).Build();
        return FittedFeatures.Fit(items, tree, counts, samples, options, progress, cancellation);
    }

    private void Fuse(string folder, FittedFeatures features, DatasetRowGroup[] groups, BuildCheckpoint checkpoint, PictureSample sample)
    {
        long rows = groups.Sum(group => group.Rows);
        ItemCountsBuilder counters = Counters((int)rows);
        checkpoint.Restore(counters);
        ItemCounts[] counts = counters.Build();
        using var matrix = new FusedMatrixWriter(FeatureFiles.Fused(folder), features.Schema, rows);
        using EncodedTexts? texts = EncodedTexts.Open(folder, TextEncoderNote.Of(encoder), cancellation);
        long first = 0;
        var work = new List<(DatasetRowGroup Group, long First)>();
        foreach (DatasetRowGroup group in groups)
        {
            work.Add((group, first));
            first += group.Rows;
        }

        foreach (IGrouping<string, (DatasetRowGroup Group, long First)> file in work.GroupBy(part => part.Group.File))
        {
            if (checkpoint.FusedFiles.Contains(file.Key))
            {
                continue;
            }

            foreach ((DatasetRowGroup group, long at) in OrderedWork.Select(file, build.Threads, part => Fuse(part, features, counts, texts, matrix, sample)))
            {
                progress?.Report(new ProgressReport("fusing items", at + group.Rows, rows));
            }

            checkpoint.FileFused(file.Key);
        }

        matrix.Complete(FeatureFiles.Ids(folder), cancellation);
    }

    private (DatasetRowGroup Group, long First) Fuse(
        (DatasetRowGroup Group, long First) part,
        FittedFeatures features,
        ItemCounts[] counts,
        EncodedTexts? texts,
        FusedMatrixWriter matrix,
        PictureSample sample)
    {
        int dimension = features.Schema.Dimension;
        float[] fused = new float[part.Group.Rows * dimension];
        int row = 0;
        foreach (ItemDescription read in DatasetReader.ReadItems(part.Group, embeddings: true, cancellation))
        {
            ItemDescription item = texts?.With(read, part.First + row) ?? read;
            Span<float> vector = fused.AsSpan(row * dimension, dimension);
            features.Fuse(item, counts[part.First + row], vector);
            sample.Offer((int)part.First + row, item, vector);
            row++;
        }

        matrix.Write(part.First, fused);
        return part;
    }

    private ItemCountsBuilder Counters(int items) => new(items, until.ToUnixTimeMilliseconds(), options.Popularity);
}
