using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;
using Tandem.Training.Targets;

namespace Tandem.Training.Experiments;

/// <summary>
/// Trains several target strategies under the same budget, seeds and data, and says which is better, by how much, and whether it is real.
/// Finished runs are kept in the folder, a half one goes on from its checkpoint; more strategies and seeds can be added later.
/// </summary>
public sealed class TargetExperiment(ITowerEngineFactory engines, TimeProvider time)
{
    private const int BootstrapSeed = 20_111_125;

    private readonly record struct Measured(ExperimentResult Result, double[] All, double[] New);

    /// <summary>Runs what is not there yet, then evaluates everything.</summary>
    /// <param name="features">Gives features fitted on events up to the moment that it gets, at most.</param>
    /// <param name="folder">Where runs are kept.</param>
    /// <exception cref="TandemException">Options or features do not fit, or the folder has runs of another experiment.</exception>
    public ExperimentReport Run(
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
        ExperimentData data = ExperimentData.Load(dataset, features, options, progress, cancellation);
        var run = new TargetRun(engines, time, data, options);
        int runs = options.Targets.Count * options.Seeds.Count;
        var records = new List<RunRecord>();

        // Seed by seed, so that an interrupted experiment can already compare all strategies.
        foreach (int seed in options.Seeds)
        {
            foreach (TargetStrategy target in options.Targets)
            {
                string title = $"run {records.Count + 1} of {runs}, {target.Name}, seed {seed}";
                records.Add(run.Execute(target, seed, Folder(folder, target, seed), title, progress, cancellation));
            }
        }

        List<Measured> measured = [];
        for (int t = 0; t < options.Targets.Count; t++)
        {
            RunRecord[] ofTarget = [.. options.Seeds.Select((_, s) => records[(s * options.Targets.Count) + t])];
            measured.Add(Measure(options.Targets[t], ofTarget, data, options, folder, progress, cancellation));
        }

        measured.AddRange(Baselines(dataset, data, options, progress, cancellation));
        return Report(dataset, data, options, measured);
    }

    private static RunFolder Folder(string folder, TargetStrategy target, int seed) =>
        new(Path.Combine(folder, "runs", FormattableString.Invariant($"{target.Name}-seed-{seed}")));

    private static Measured Measure(
        TargetStrategy target,
        RunRecord[] runs,
        ExperimentData data,
        ExperimentOptions options,
        string folder,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        if (runs.FirstOrDefault(static run => run.Failure is not null) is { } failed)
        {
            var nothing = new Dictionary<string, double>();
            return new Measured(
                new ExperimentResult(target.Name, nothing, nothing, nothing, nothing, nothing, nothing)
                {
                    Runs = runs,
                    Target = target.ToJson(),
                    Failure = FormattableString.Invariant($"seed {failed.Seed}: {failed.Failure}"),
                },
                [],
                []);
        }

        IRanker[] rankers =
        [
            .. options.Seeds.Select(seed => new TowersRanker(target.Name, Folder(folder, target, seed).Weights(), data.FusedForTest, data.Events)),
        ];
        IReadOnlyList<RankingTable> tables = Measurement.Run(rankers, data.TestUsers, data.Groups, $"evaluating {target.Name}", progress, cancellation);
        ExperimentResult result = ExperimentResult.Of([.. tables.Select(static table => table.Result())]) with
        {
            Runs = runs,
            Target = target.ToJson(),
            BySeed = [.. tables.Select(table => table.All.Column(options.Metric).Average())],
        };
        return new Measured(
            result,
            SeedMeans.OfUsers(tables, table => table.All.Column(options.Metric)),
            SeedMeans.OfUsers(tables, table => table.New.Column(options.Metric)));
    }

    private static IEnumerable<Measured> Baselines(
        DatasetReader dataset, ExperimentData data, ExperimentOptions options, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        ServingModel model = ServingModelBuilder.Build(
            new BundleManifest
            {
                Version = "",
                Dataset = dataset.Manifest.Name,
                FeatureSchemaHash = "",
                Shape = options.Engine.Shape,
                Target = "",
                TrainedUntil = data.Cut,
                Items = data.Events.ItemCount,
            },
            data.Events,
            [.. dataset.ReadItems(cancellation)],
            [.. dataset.ReadCategories(cancellation)],
            progress: progress,
            cancellation: cancellation);
        IReadOnlyList<IRanker> rankers = Evaluator.BaselinesAndSources(model, data.Events, data.Cut);
        return Measurement.Run(rankers, data.TestUsers, data.Groups, "evaluating baselines", progress, cancellation)
            .Select(table => new Measured(ExperimentResult.Of([table.Result()]), table.All.Column(options.Metric), table.New.Column(options.Metric)));
    }

    private ExperimentReport Report(DatasetReader dataset, ExperimentData data, ExperimentOptions options, List<Measured> measured)
    {
        Measured[] strategies = [.. measured.Where(static m => m.Result is { Target: not null, Failure: null })];
        string? best = strategies.Length == 0 ? null : strategies.MaxBy(m => m.Result.Metrics[options.Metric]).Result.Name;
        string[] references = [.. new[] { best, options.Targets[0].Name }.OfType<string>().Distinct()];
        return new ExperimentReport(
            options.Protocol.ToString(),
            data.TestUsers.Count,
            data.Events.ItemCount,
            [.. measured.Select(static m => m.Result)],
            [.. references.SelectMany(name => Differences(name, strategies, data.TestUsers, options.Metric))])
        {
            Dataset = dataset.Manifest.Name,
            Simulated = dataset.Manifest.Simulated,
            Engine = engines.Name,
            Groups = UserGroups.Of(data.TestUsers, data.Groups),
            Budget = options.Budget,
            Seeds = options.Seeds,
            Metric = options.Metric,
            TrainedUntil = data.TrainedUntil,
            Cut = data.Cut,
            Best = best,
        };
    }

    private static IEnumerable<MetricDifference> Differences(string name, Measured[] strategies, IReadOnlyList<TestUser> users, string metric)
    {
        int reference = Array.FindIndex(strategies, m => m.Result.Name == name);
        if (reference < 0)
        {
            yield break;
        }

        int[] finders = [.. Enumerable.Range(0, users.Count).Where(user => users[user].NewTruth.Count > 0)];
        foreach (Measured other in strategies.Where(m => m.Result.Name != name))
        {
            yield return Difference("all", strategies[reference].All, other.All);
            if (finders.Length > 0)
            {
                yield return Difference(
                    "new", [.. finders.Select(user => strategies[reference].New[user])], [.. finders.Select(user => other.New[user])]);
            }

            MetricDifference Difference(string list, double[] a, double[] b)
            {
                (double mean, double low, double high) = PairedBootstrap.Difference(a, b, BootstrapSeed);
                return new MetricDifference(name, other.Result.Name, metric, list, mean, low, high);
            }
        }
    }
}
