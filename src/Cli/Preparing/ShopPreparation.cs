using System.Text.Json;
using Tandem.Cli.CommandLine;
using Tandem.Cli.Commands;
using Tandem.Datasets;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Simulation;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;
using Tandem.Training.Targets;

namespace Tandem.Cli.Preparing;

/// <summary>
/// The steps from data to a node that can be started. Each looks whether its result is there already, so a second run only says so,
/// and an interrupted one goes on where it stopped.
/// </summary>
internal sealed class ShopPreparation(ShopHome home, string? data, Uri url, CommandContext context)
{
    /// <summary>Days at the end that the evaluated bundle does not see.</summary>
    private const int HoldoutDays = 14;

    /// <summary>Days before those on which the blend is fitted: the features have not seen them either.</summary>
    private const int BlendDays = 14;

    private const int Steps = 7;

    // The first start of a simulated market must fit into five minutes on two cores, building included.
    private const int SimulatedItems = 10_000;
    private const int SimulatedUsers = 2_500;
    private const int SimulatedEpochs = 4;
    private const string SimulatedSource = "simulated";

    private int _step;

    public async Task RunAsync()
    {
        Directory.CreateDirectory(home.Folder);
        CheckSource();
        if (File.Exists(home.Welcome))
        {
            context.Result(new { home = home.Folder, ready = true }, $"Everything is prepared in {home.Folder}.");
            return;
        }

        SourceKind kind = DataSource.Recognise(data);
        if (kind == SourceKind.Simulated)
        {
            Simulate();
        }

        Import(kind);
        DatasetReader dataset = DatasetReader.Open(home.Dataset);
        BuildFeatures(dataset);
        Train(dataset);
        EvaluationReport? report = Evaluate();
        await PublishAsync(dataset);
        File.WriteAllText(home.Welcome, WelcomeText.Write(dataset, ServingModel.Load(BundleFolder.Open(home.Served)), report, url, home));
        context.Result(new { home = home.Folder, ready = true, evaluation = report }, $"Everything is prepared in {home.Folder}.");
    }

    private void CheckSource()
    {
        string source = data is null ? SimulatedSource : Path.GetFullPath(data);
        if (File.Exists(home.Source) && File.ReadAllText(home.Source) is var earlier && earlier != source)
        {
            throw new TandemException($"'{home.Folder}' was made from {earlier}, not from {source}. Give another --home, or --fresh to begin anew.");
        }

        File.WriteAllText(home.Source, source);
    }

    private void Simulate()
    {
        if (Begin("A simulated marketplace (not real data)", home.Raw))
        {
            // The market ends today, so that events posted now follow on.
            var options = new SimulationOptions { Items = SimulatedItems, Users = SimulatedUsers };
            DateTimeOffset today = new(context.Time.GetUtcNow().Date, TimeSpan.Zero);
            MarketplaceSimulator.Simulate(
                options with { Start = today.AddDays(-options.Days), Seed = context.Seed ?? options.Seed }, home.Raw, context.Progress, context.Cancellation);
        }
    }

    private void Import(SourceKind kind)
    {
        if (Begin("Import", home.Dataset))
        {
            ImportReport? report = DataSource.Import(kind, data ?? home.Raw, home.Dataset, context);
            if (report is not null)
            {
                context.Note(ImportCommand.Describe(report));
            }
        }
    }

    private void BuildFeatures(DatasetReader dataset)
    {
        if (Begin("Item embeddings", home.Features))
        {
            FeatureFolder features = FeatureFolder.Build(
                dataset, home.Features, Cut(dataset) - TimeSpan.FromDays(BlendDays), new FeatureOptions { Seed = context.Seed ?? new FeatureOptions().Seed }, context.Progress, context.Cancellation);
            context.Note(FeaturesCommand.Describe(features.Note));
        }
    }

    private void Train(DatasetReader dataset)
    {
        if (Begin("Training of the towers and the blend", home.Evaluated))
        {
            var defaults = new TrainerOptions();
            int seed = context.Seed ?? defaults.Seed;
            var options = new BundleTrainingOptions
            {
                Target = TargetStrategies.Named(TrainCommand.DefaultTarget),
                Until = Cut(dataset),
                BlendDays = BlendDays,
                Engine = new EngineOptions { Seed = seed },
                Trainer = defaults with
                {
                    Epochs = data is null ? SimulatedEpochs : defaults.Epochs,
                    Seed = seed,
                    CheckpointFolder = home.Evaluated + ".checkpoint",
                    Resume = true,
                },
            };
            BundleTraining training = new BundleTrainer(Engines.Default, context.Time)
                .Train(dataset, FeatureFolder.Open(home.Features), options, home.Evaluated, context.Progress, context.Cancellation);
            context.Note(TrainCommand.Describe(training));
        }
    }

    private EvaluationReport? Evaluate()
    {
        if (!Begin("Evaluation on the last 14 days, which nothing has seen", home.Evaluation))
        {
            return null;
        }

        EvaluationReport report = EvaluateCommand.Run(home.Dataset, home.Evaluated, $"time-split:{HoldoutDays}", context);
        File.WriteAllText(home.Evaluation, JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        context.Note(EvaluateCommand.Table(report));
        return report;
    }

    private async Task PublishAsync(DatasetReader dataset)
    {
        if (Begin("Bundle with everything until the last event", home.Served))
        {
            new BundleTrainer(Engines.Default, context.Time).Refresh(
                BundleFolder.Open(home.Evaluated), dataset, dataset.Manifest.LastEventAt!.Value, home.Served, context.Progress, context.Cancellation);
        }

        _step++;
        context.Note($"{_step}/{Steps} A node with the bundle and the users' histories");
        await NodeSeeding.SeedAsync(home, dataset, context);
    }

    private static DateTimeOffset Cut(DatasetReader dataset) => Shared.Cut(dataset, null, HoldoutDays);

    private bool Begin(string title, string result)
    {
        _step++;
        bool there = Directory.Exists(result) || File.Exists(result);
        context.Note($"{_step}/{Steps} {title}{(there ? ": there already" : "")}");
        return !there;
    }
}
