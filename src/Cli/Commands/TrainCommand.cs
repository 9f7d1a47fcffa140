using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Towers;
using Tandem.Training;
using Tandem.Training.Bundling;
using Tandem.Training.Featurizing;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem train</c> and <c>tandem refresh</c>.</summary>
internal static class TrainCommand
{
    /// <summary>The strategy that measurements prefer.</summary>
    public const string DefaultTarget = "sampled-softmax";

    public static Command Create()
    {
        Argument<string> dataset = Shared.Dataset();
        var features = new Option<string>("--features") { Description = "The features folder.", Required = true };
        Option<string> output = Shared.Output("The bundle folder to write.");
        Option<DateTimeOffset?> until = Shared.Until();
        Option<double> holdout = Shared.Holdout();
        var flags = new TrainingFlags();
        Option<string?> engine = Engines.EngineOption();
        Option<string> device = Engines.DeviceOption();
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint of an interrupted run." };
        var events = new Option<string?>("--events-on-disk") { Description = "Keep the events in files of this folder, mapped into memory, where they are too many for it. The bundle is the same." };
        var command = new Command("train", "Train the towers, fit the blend, write a bundle.")
        {
            dataset, features, output, until, holdout, engine, device, resume, events,
        };
        foreach (Option option in flags.All)
        {
            command.Add(option);
        }

        return command.Runs((parse, context) =>
        {
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            string folder = parse.GetValue(output)!;
            int seed = context.Seed ?? new TrainerOptions().Seed;
            BundleTrainingOptions options = flags.Read(parse, Shared.Cut(reader, parse.GetValue(until), parse.GetValue(holdout)));
            options = options with
            {
                EventsOnDisk = parse.GetValue(events),
                Engine = options.Engine with { Seed = seed, Device = parse.GetValue(device)! },
                Trainer = options.Trainer with
                {
                    Seed = seed,
                    CheckpointFolder = folder.TrimEnd(Path.DirectorySeparatorChar) + ".checkpoint",
                    Resume = parse.GetValue(resume),
                },
            };
            BundleTraining training = new BundleTrainer(Engines.Create(parse.GetValue(engine), parse.GetValue(device)!), context.Time)
                .Train(reader, FeatureFolder.Open(parse.GetValue(features)!), options, folder, context.Progress, context.Cancellation);
            context.Result(Summary(training), Describe(training));
            return Task.CompletedTask;
        });
    }

    /// <summary><c>tandem refresh</c>: newer counts, the same towers.</summary>
    public static Command CreateRefresh()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "The bundle whose towers and blend to keep." };
        Argument<string> dataset = Shared.Dataset();
        Option<string> output = Shared.Output("The bundle folder to write.");
        Option<DateTimeOffset?> until = Shared.Until();
        var command = new Command("refresh", "Rebuild a bundle's counts and co-visitation with newer events; towers and blend stay.")
        {
            bundle, dataset, output, until,
        };
        return command.Runs((parse, context) =>
        {
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            BundleFolder refreshed = new BundleTrainer(Engines.Default, context.Time).Refresh(
                BundleFolder.Open(parse.GetValue(bundle)!), reader, Shared.Cut(reader, parse.GetValue(until), 0), parse.GetValue(output)!,
                context.Progress, context.Cancellation);
            context.Result(refreshed.Manifest, $"Bundle {refreshed.Manifest.Version}: {refreshed.Path}");
            return Task.CompletedTask;
        });
    }

    private static object Summary(BundleTraining training) => new
    {
        version = training.Bundle.Manifest.Version,
        folder = training.Bundle.Path,
        trainedUntil = training.Bundle.Manifest.TrainedUntil,
        curve = training.Towers.Curve,
        note = training.Blend.Note,
        blend = training.Blend.Blend.Weights,
        validation = training.Blend.Metrics,
        warning = training.Warning,
    };

    /// <summary>The result for people.</summary>
    public static string Describe(BundleTraining training)
    {
        var text = new StringBuilder();
        IReadOnlyList<EpochSummary> curve = training.Towers.Curve;
        text.AppendLine(CultureInfo.InvariantCulture, $"Bundle {training.Bundle.Manifest.Version}, trained on events until {training.Bundle.Manifest.TrainedUntil:yyyy-MM-dd HH:mm}: {training.Bundle.Path}");
        if (curve.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  towers: {curve[^1].Steps:N0} steps, loss {curve[0].Loss:F3} → {curve[^1].Loss:F3}");
        }

        text.Append("  blend:  " + string.Join(", ", training.Blend.Blend.Weights
            .Where(weight => weight.Value != 0)
            .OrderByDescending(weight => Math.Abs(weight.Value))
            .Take(8)
            .Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Key} {weight.Value:0.##}"))));
        if (training.Warning is { } warning)
        {
            text.AppendLine().Append("  " + warning);
        }

        return text.ToString();
    }
}
