using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Bundling;

/// <summary>
/// From a dataset and its features to a bundle: towers on the events before the blend's window, blend on the window, then towers
/// and counts with the window included. The blend thus never sees a source that has seen the window.
/// </summary>
public sealed class BundleTrainer(ITowerEngineFactory engines, TimeProvider time)
{
    private const float FinishLearningRateShare = 0.3f;

    /// <summary>What early stopping watches.</summary>
    private const string ValidationMetric = "ndcg@10";

    private readonly record struct Shop(string Name, bool Simulated, string? AnonymousUserPrefix, ItemDescription[] Items, Category[] Categories, Interactions Events);

    /// <summary>Trains and writes the bundle whole or not at all.</summary>
    /// <param name="progress">Stages in their order.</param>
    public BundleTraining Train(
        DatasetReader dataset,
        FeatureFolder features,
        BundleTrainingOptions options,
        string folder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        DateTimeOffset blendFrom = options.Until - TimeSpan.FromDays(options.BlendDays);
        if (features.Note.Until > options.Until)
        {
            throw new TandemException(
                $"The features in '{features.Path}' counted events until {features.Note.Until:u}, the bundle may use none after {options.Until:u}. Build the features with the same --until or --holdout.");
        }

        using EventSpace space = options.EventsOnDisk is { } disk ? EventSpace.OnDisk(disk) : EventSpace.Memory;
        Shop shop = Read(dataset, features.ReadItems(dataset, cancellation), space, options.Until, progress, cancellation);
        float[] fusedBefore = Fuse(features, shop, blendFrom, cancellation);
        TrainingResult first = TrainTowers(
            shop, fusedBefore, blendFrom, options, options.Trainer, null, Validation(shop, fusedBefore, blendFrom, options, cancellation), progress, cancellation);

        ServingModel before = ServingModelBuilder.Build(
            Manifest(shop, features, options, blendFrom), shop.Events, shop.Items, shop.Categories, features.Features, fusedBefore, first.Weights,
            null, progress, cancellation);
        BlendFit fit = BlendFitter.Fit(
            [new BlendWindow(before, shop.Events, blendFrom, options.Until, options.HideKnown)], options.Blend, progress, cancellation);
        if (!options.IncludeWindow)
        {
            return new BundleTraining(Publish(before, fit, folder), first, first, fit) { Warning = SeenTooMuch(features, blendFrom) };
        }

        float[] fused = Fuse(features, shop, options.Until, cancellation);
        TrainingResult last = first;
        if (options.FinishShare > 0)
        {
            // The finish goes on from trained weights: a shorter schedule that starts lower, with a checkpoint of its own.
            TrainerOptions finish = options.Trainer with
            {
                Epochs = Math.Max(1, (int)Math.Round(options.Trainer.Epochs * options.FinishShare)),
                LearningRate = options.Trainer.LearningRate * FinishLearningRateShare,
                CheckpointFolder = options.Trainer.CheckpointFolder is { } checkpoint ? checkpoint + "-finish" : null,

                // Nothing is left to validate on.
                Patience = null,
            };
            last = TrainTowers(shop, fused, options.Until, options, finish, first.Weights, null, progress, cancellation);
        }

        ServingModel model = ServingModelBuilder.Build(
            Manifest(shop, features, options, options.Until), shop.Events, shop.Items, shop.Categories,
            features.Features, fused, last.Weights, fit.Blend, progress, cancellation);
        return new BundleTraining(Publish(model, fit, folder), first, last, fit) { Warning = SeenTooMuch(features, blendFrom) };
    }

    private static string? SeenTooMuch(FeatureFolder features, DateTimeOffset blendFrom) => features.Note.Until <= blendFrom
        ? null
        : FormattableString.Invariant(
            $"The features in '{features.Path}' counted events until {features.Note.Until:u}, the blend is fitted on what comes after {blendFrom:u}: it sees towers that know a little of its window, and trusts them a little too much. Build the features with --until {blendFrom:yyyy-MM-ddTHH:mm:ssZ}.");

    /// <summary>
    /// The same towers and blend with counts, co-visitation and fused vectors of all events up to a later moment: what to publish when
    /// the towers themselves need not be trained again.
    /// </summary>
    public BundleFolder Refresh(
        BundleFolder bundle,
        DatasetReader dataset,
        DateTimeOffset until,
        string folder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ModelParts parts = ServingModel.Load(bundle).Parts;
        FittedFeatures features = parts.Features
            ?? throw new TandemException($"The bundle '{bundle.Path}' has no features; train it anew.");
        Shop shop = Read(dataset, dataset.ReadItems(cancellation), EventSpace.Memory, until, progress, cancellation);
        if (!shop.Items.Select(item => item.ItemId).SequenceEqual(parts.Items.Select(item => item.ItemId)))
        {
            throw new TandemException($"The bundle '{bundle.Path}' has other items than the dataset '{dataset.Folder}'; train it anew.");
        }

        float[] fused = RefreshedVectors.Of(parts, shop.Items, FeatureFolder.CountItems(shop.Events, until), cancellation);
        ServingModel model = ServingModelBuilder.Build(
            parts.Manifest with { TrainedUntil = until, CountedUntil = null, AnonymousUserPrefix = dataset.Manifest.AnonymousUserPrefix }, shop.Events, shop.Items, shop.Categories, features, fused, parts.Towers, parts.Blend,
            progress, cancellation);
        return BundleFolder.Write(folder, model.Manifest, model.SaveFiles(), time);
    }

    private BundleFolder Publish(ServingModel model, BlendFit fit, string folder)
    {
        ServingModel fitted = model.WithBlend(fit.Blend);
        return BundleFolder.Write(folder, model.Manifest with { Metrics = fit.Metrics }, fitted.SaveFiles(), time);
    }

    private static Shop Read(
        DatasetReader dataset,
        IEnumerable<ItemDescription> items,
        EventSpace space,
        DateTimeOffset until,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation) => new(
        dataset.Manifest.Name,
        dataset.Manifest.Simulated,
        dataset.Manifest.AnonymousUserPrefix,
        [.. items],
        [.. dataset.ReadCategories(cancellation)],
        Interactions.Load(dataset, space, until, progress, cancellation));

    private static float[] Fuse(FeatureFolder features, Shop shop, DateTimeOffset until, CancellationToken cancellation) =>
        features.Features.FuseAll(shop.Items, FeatureFolder.CountItems(shop.Events, until), cancellation);

    private TrainingResult TrainTowers(
        Shop shop,
        float[] fused,
        DateTimeOffset until,
        BundleTrainingOptions options,
        TrainerOptions trainer,
        TowerWeights? initial,
        TowersValidation? validation,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation) =>
        new Trainer(engines, time).Train(
            new TrainingJob
            {
                Interactions = shop.Events.Until(until),
                Fused = fused,
                Strategy = options.Target,
                Engine = options.Engine with { Shape = options.Engine.Shape with { Fused = fused.Length / shop.Items.Length } },
                Options = trainer,
                Initial = initial,
                Validate = validation is null ? null : (_, weights) => validation.Measure(weights, cancellation),
            },
            progress,
            cancellation);

    /// <summary>Measures the towers on the blend's window, which they do not learn from; null if nothing depends on it.</summary>
    private static TowersValidation? Validation(
        Shop shop, float[] fused, DateTimeOffset from, BundleTrainingOptions options, CancellationToken cancellation)
    {
        if (options.Trainer.Patience is null)
        {
            return null;
        }

        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<TestUser> users = TowersValidation.Sample(TestUser.Between(shop.Events, from, options.Until, options.HideKnown));
        return users.Count > 0
            ? new TowersValidation(fused, shop.Events, users, new ItemGroups(shop.Events, from), ValidationMetric)
            : throw new TandemException($"No user has a {shop.Events.Outcome.ToName()} in the {options.BlendDays} days before {options.Until:u} to stop early by. Train without --patience, or with a longer --blend-days.");
    }

    private static BundleManifest Manifest(Shop shop, FeatureFolder features, BundleTrainingOptions options, DateTimeOffset until) => new()
    {
        Version = "",
        Dataset = shop.Name,
        Simulated = shop.Simulated,
        FeatureSchemaHash = features.Features.Schema.Hash,
        Shape = options.Engine.Shape with { Fused = features.Features.Schema.Dimension },
        Target = options.Target.ToJson(),
        Covisitation = options.Covisitation.ToJson(),
        Outcome = shop.Events.Outcome.ToName(),
        TrainedUntil = until,
        FeaturesUntil = features.Note.Until,
        BlendUntil = options.Until,
        AnonymousUserPrefix = shop.AnonymousUserPrefix,
        Items = shop.Items.Length,
    };
}
