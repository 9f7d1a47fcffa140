using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Featurizing;
using Tandem.Training.Online;
using Tandem.Training.Targets;

namespace Tandem.Training.Experiments.Online;

/// <summary>
/// Prequential comparison: a shop's events in the order of time, each basket ranked by every arm before any of them learns it. Histories
/// are live in all arms; only what is learned and counted over all users differs. Ranking, examples and training are the code of the node.
/// </summary>
public sealed class OnlineExperiment(ITowerEngineFactory engines, TimeProvider time)
{
    /// <param name="bundle">Trained on events up to where the comparison begins.</param>
    /// <param name="folder">Where bundles that are trained from scratch are kept, so that the same command goes on after an interruption.</param>
    /// <exception cref="TandemException">The bundle cannot be trained online, or does not belong to the dataset.</exception>
    public OnlineExperimentReport Run(
        DatasetReader dataset,
        FeatureFolder features,
        BundleFolder bundle,
        OnlineExperimentOptions options,
        string folder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        ServingModel start = ServingModel.Load(bundle);
        Interactions events = Interactions.Load(dataset, options.Until, progress, cancellation);
        if (!events.ItemIds.SequenceEqual(start.Parts.Items.Select(static item => item.ItemId)))
        {
            throw new TandemException($"The bundle '{bundle.Path}' has other items than the dataset '{dataset.Folder}'; train it on this dataset.");
        }

        OnlineModel model = OnlineModel.TryCreate(start, out string? reason) ?? throw new TandemException(reason!);
        DateTimeOffset until = options.Until ?? dataset.Manifest.LastEventAt ?? DateTimeOffset.MaxValue;
        using var trainer = new OnlineTrainer(model, options.Trainer, engines);
        using var renewed = new RenewedBundle(start, events, options, engines);
        var arms = new OnlineArms(start, events, trainer, renewed, options, time, day => Retrain(dataset, features, start, day, folder, progress, cancellation));
        return arms.Live(until, progress, cancellation);
    }

    private ServingModel Retrain(
        DatasetReader dataset, FeatureFolder features, ServingModel start, DateTimeOffset until, string folder, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, "retrained", until.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        if (!Directory.Exists(path))
        {
            var options = new BundleTrainingOptions { Target = TargetStrategy.FromJson(start.Manifest.Target), Until = until };
            new BundleTrainer(engines, time).Train(dataset, features, options, path, progress, cancellation);
        }

        return ServingModel.Load(BundleFolder.Open(path));
    }
}
