using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Experiments.Blocks;

/// <summary>
/// Does each block of the fused vector earn its place? Towers are trained without each block, with each alone, with all and with none,
/// under the same budget, seeds and data; each selection's blend is fitted on the validation window, with its own towers and its own
/// relatives of new items. Finished runs are kept in the folder.
/// </summary>
public sealed class BlockExperiment(ITowerEngineFactory engines, TimeProvider time)
{
    private const int BootstrapSeed = 20_111_125;
    private const string TowersName = "towers";

    private static readonly string[] Rankings = [TowersName, Evaluator.BlendName];

    private readonly record struct Measured(BlockResult Result, string Selection, string Ranking, double[] All, double[] Warm, double[] Cold);

    private readonly record struct Shop(ExperimentData Data, ServingModel Before, ServingModel After);

    /// <summary>Runs what is not there yet, then evaluates everything.</summary>
    /// <param name="features">Gives features fitted on events up to the moment that it gets, at most.</param>
    /// <param name="options">With one target strategy.</param>
    /// <param name="folder">Where runs are kept.</param>
    /// <exception cref="TandemException">Options or features do not fit, a training failed, or the folder has runs of another experiment.</exception>
    public BlockReport Run(
        DatasetReader dataset,
        Func<DateTimeOffset, FeatureFolder> features,
        ExperimentOptions options,
        string folder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Targets.Count != 1)
        {
            throw new TandemException($"Blocks are compared under one target strategy, {options.Targets.Count} are given.");
        }

        ExperimentData data = ExperimentData.Load(dataset, features, options, progress, cancellation);
        IReadOnlyList<string> present = BlockSelection.Present(data.Features.Schema, data.FusedForTest);
        IReadOnlyList<BlockSelection> selections = BlockSelection.Of(present);
        Train(selections, data, options, folder, progress, cancellation);

        Category[] categories = [.. dataset.ReadCategories(cancellation)];
        ServingModel Counted(DateTimeOffset until) => ServingModelBuilder.Build(
            Manifest(dataset, data, options, until), data.Events, data.Items, categories, progress: progress, cancellation: cancellation);
        var shop = new Shop(data, Counted(data.TrainedUntil), Counted(data.Cut));
        List<Measured> measured = [];
        foreach (BlockSelection selection in selections)
        {
            measured.AddRange(Measure(selection, shop, options, folder, progress, cancellation));
        }

        return new BlockReport(
            options.Protocol.ToString(),
            data.TestUsers.Count,
            data.Events.ItemCount,
            [.. measured.Select(static m => m.Result)],
            [.. Differences(measured, data, options.Metric)])
        {
            Dataset = dataset.Manifest.Name,
            Simulated = dataset.Manifest.Simulated,
            Engine = engines.Name,
            Target = options.Targets[0].Name,
            Groups = UserGroups.Of(data.TestUsers, data.Groups),
            Budget = options.Budget,
            Seeds = options.Seeds,
            Metric = options.Metric,
            TrainedUntil = data.TrainedUntil,
            Cut = data.Cut,
            Selections = [.. selections.Select(static selection => selection.Name)],
            Absent = [.. data.Features.Schema.Blocks().Select(static block => block.Name).Except(present)],
        };
    }

    private void Train(
        IReadOnlyList<BlockSelection> selections,
        ExperimentData data,
        ExperimentOptions options,
        string folder,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        int runs = selections.Count * options.Seeds.Count;
        int done = 0;

        // Seed by seed, so that an interrupted experiment has each selection equally often.
        foreach (int seed in options.Seeds)
        {
            foreach (BlockSelection selection in selections)
            {
                string title = $"run {++done} of {runs}, {selection.Name}, seed {seed}";
                var run = new TargetRun(engines, time, Only(selection, data), options);
                RunRecord record = run.Execute(options.Targets[0], seed, Folder(folder, selection, seed), title, progress, cancellation);
                if (record.Failure is { } failure)
                {
                    throw new TandemException($"Blocks '{selection.Name}', seed {seed}, could not be trained: {failure}");
                }
            }
        }
    }

    private static IEnumerable<Measured> Measure(
        BlockSelection selection,
        Shop shop,
        ExperimentOptions options,
        string folder,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        ExperimentData data = Only(selection, shop.Data);
        Dictionary<string, int> codes = Evaluator.Codes(data.Events);
        List<IReadOnlyList<RankingTable>> bySeed = [];
        string fingerprint = $"{options.Blend}, features {string.Join(' ', SourceFeatures.Names)}";
        foreach (int seed in options.Seeds)
        {
            RunFolder run = Folder(folder, selection, seed);
            TowerWeights towers = run.Weights();
            Blend blend = run.Blend(fingerprint, () => BlendFitter.Fit(
                [new BlendWindow(ServingModelBuilder.WithContent(shop.Before, data.Features, data.FusedForTraining, towers), data.Events, data.TrainedUntil, data.Cut, HideKnown: false)],
                options.Blend,
                progress,
                cancellation).Blend);
            ServingModel model = ServingModelBuilder.WithContent(shop.After, data.Features, data.FusedForTest, towers).WithBlend(blend);
            var ranker = new ServingRanker(new Catalogue(model), codes, data.Events.ItemIds, [TowersName], withBlend: true);
            bySeed.Add(Measurement.Run([ranker], data.TestUsers, data.Groups, $"evaluating {selection.Name}, seed {seed}", progress, cancellation));
        }

        foreach (string ranking in Rankings)
        {
            RankingTable[] tables = [.. bySeed.Select(tables => tables.Single(table => table.Name == ranking))];
            NamedResult[] results = [.. tables.Select(static table => table.Result())];
            yield return new Measured(
                new BlockResult(
                    BlockResult.NameOf(selection.Name, ranking),
                    SeedMeans.OfMetrics(results, static result => result.Metrics),
                    SeedMeans.OfMetrics(results, static result => result.NewItems),
                    SeedMeans.OfMetrics(results, static result => result.Cold),
                    SeedMeans.OfMetrics(results, static result => result.WarmItems),
                    SeedMeans.OfMetrics(results, static result => result.ColdItems))
                {
                    BySeed = [.. results.Select(result => result.Metrics[options.Metric])],
                },
                selection.Name,
                ranking,
                SeedMeans.OfUsers(tables, table => table.All.Column(options.Metric)),
                SeedMeans.OfUsers(tables, table => table.Warm.Column(options.Metric)),
                SeedMeans.OfUsers(tables, table => table.Cold.Column(options.Metric)));
        }
    }

    private static IEnumerable<MetricDifference> Differences(List<Measured> measured, ExperimentData data, string metric)
    {
        int[] everyone = [.. Enumerable.Range(0, data.TestUsers.Count)];
        (string List, int[] Users, Func<Measured, double[]> Column)[] lists =
        [
            ("all", everyone, static m => m.All),
            ("warm", [.. everyone.Where(user => !data.TestUsers[user].Truth.All(data.Groups.IsCold))], static m => m.Warm),
            ("cold", [.. everyone.Where(user => data.TestUsers[user].Truth.Any(data.Groups.IsCold))], static m => m.Cold),
        ];
        foreach (Measured other in measured.Where(static m => m.Selection != BlockSelection.All))
        {
            Measured all = measured.Single(m => m.Selection == BlockSelection.All && m.Ranking == other.Ranking);
            foreach (var (list, users, column) in lists.Where(static list => list.Users.Length > 0))
            {
                double[] Pick(Measured from) => [.. users.Select(user => column(from)[user])];
                (double mean, double low, double high) = PairedBootstrap.Difference(Pick(other), Pick(all), BootstrapSeed);
                yield return new MetricDifference(other.Result.Name, all.Result.Name, metric, list, mean, low, high);
            }
        }
    }

    private static ExperimentData Only(BlockSelection selection, ExperimentData data) => data with
    {
        FusedForTraining = selection.Apply(data.Features.Schema, data.FusedForTraining),
        FusedForTest = selection.Apply(data.Features.Schema, data.FusedForTest),
        Fingerprint = $"{data.Fingerprint}, blocks {string.Join('+', selection.Kept)}",
    };

    private static RunFolder Folder(string folder, BlockSelection selection, int seed) =>
        new(Path.Combine(folder, "runs", FormattableString.Invariant($"{selection.Name}-seed-{seed}")));

    private static BundleManifest Manifest(DatasetReader dataset, ExperimentData data, ExperimentOptions options, DateTimeOffset until) => new()
    {
        Version = "",
        Dataset = dataset.Manifest.Name,
        FeatureSchemaHash = data.Features.Schema.Hash,
        Shape = options.Engine.Shape with { Fused = data.Features.Schema.Dimension },
        Target = options.Targets[0].ToJson(),
        TrainedUntil = until,
        Items = data.Events.ItemCount,
    };
}
