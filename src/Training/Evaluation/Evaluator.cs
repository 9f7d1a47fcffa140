using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Measures a serving model with the code that serves it, on users whose later events it has not seen, beside baselines that know the
/// same events. All items are ranked. Equal scores are ranked by item id, which knows nothing of what is to be found.
/// </summary>
public static class Evaluator
{
    /// <summary>Name of the result that is the node's own answer.</summary>
    public const string BlendName = ServingRanker.BlendName;

    private const string Stage = "evaluating";
    private const int RecentDays = 28;
    private const int BootstrapSeed = 20_111_125;
    private static readonly string[] Compared = ["ndcg@10", "ndcg@100"];

    /// <summary>
    /// Evaluates. With <c>time-split</c> the cut is the last event less the days; with <c>leave-one-out</c> the users are those whose
    /// last outcome is later than what the model was trained on.
    /// </summary>
    /// <param name="events">All events of the dataset, also those after the cut.</param>
    /// <exception cref="TandemException">
    /// The model was trained on events of the test period, its items are not the dataset's, or nobody has anything to find.
    /// </exception>
    public static EvaluationReport Run(
        ServingModel model,
        Interactions events,
        EvaluationProtocol protocol,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(protocol);
        CheckItems(model, events);
        DateTimeOffset known = KnownUntil(model, events, protocol);
        CheckFeatures(model.Manifest, known, protocol);
        List<TestUser> users = protocol.Kind switch
        {
            EvaluationProtocolKind.TimeSplit => TestUser.Between(events, known, DateTimeOffset.MaxValue),
            EvaluationProtocolKind.LeaveOneOut => TestUser.LastOutcomes(events, known),
            _ => NextItemSplit.Users(events, model.Manifest.CountsAsOf, protocol),
        };
        if (users.Count == 0)
        {
            throw new TandemException(
                $"No user has a {events.Outcome.ToName()} after {known:u} to find. Evaluate with more days, or train with events held out.");
        }

        var items = new ItemGroups(events, known);
        IReadOnlyList<RankingTable> tables = Measurement.Run(Rankers(model, events, known), users, items, Stage, progress, cancellation);
        return new EvaluationReport(
            protocol.ToString(), users.Count, events.ItemCount, [.. tables.Select(static table => table.Result())], Differences(tables, users),
            new PerUserMetrics(tables, users, events.UserIds))
        {
            Groups = UserGroups.Of(users, items),
        };
    }

    /// <summary>The baselines that know the events up to a moment.</summary>
    internal static IReadOnlyList<IRanker> Baselines(Interactions events, DateTimeOffset known)
    {
        var recent = PopularityRanker.Count("recent-popular", events, known - TimeSpan.FromDays(RecentDays), known);
        return
        [
            PopularityRanker.Count("popular", events, DateTimeOffset.UnixEpoch, known),
            recent,
            new ItemKnnRanker(events, known, recent),
            new RepeatsRanker(events, recent),
        ];
    }

    /// <summary>The baselines, and what each source of a model that is no baseline answers alone.</summary>
    internal static IReadOnlyList<IRanker> BaselinesAndSources(ServingModel model, Interactions events, DateTimeOffset known)
    {
        IReadOnlyList<IRanker> baselines = Baselines(events, known);
        return [.. baselines, new ServingRanker(new Catalogue(model), Codes(events), events.ItemIds, Alone(model, baselines), withBlend: false)];
    }

    private static IReadOnlyList<IRanker> Rankers(ServingModel model, Interactions events, DateTimeOffset known)
    {
        IReadOnlyList<IRanker> baselines = Baselines(events, known);
        return [.. baselines, new ServingRanker(new Catalogue(model), Codes(events), events.ItemIds, Alone(model, baselines), withBlend: true)];
    }

    private static string[] Alone(ServingModel model, IReadOnlyList<IRanker> baselines) =>
        [.. ServingRanker.Sources(model).Except(baselines.SelectMany(static ranker => ranker.Names))];

    private static List<MetricDifference> Differences(IReadOnlyList<RankingTable> tables, List<TestUser> users)
    {
        RankingTable blend = tables.Single(static table => table.Name == BlendName);
        int[] everyone = [.. Enumerable.Range(0, users.Count)];
        int[] finders = [.. everyone.Where(u => users[u].NewTruth.Count > 0)];
        var differences = new List<MetricDifference>();
        foreach (RankingTable other in tables.Where(table => table != blend))
        {
            foreach (string metric in Compared)
            {
                Add("all", metric, other.Name, blend.All, other.All, everyone);
                Add("new", metric, other.Name, blend.New, other.New, finders);
            }
        }

        return differences;

        void Add(string list, string metric, string name, MetricTable ours, MetricTable theirs, int[] of)
        {
            if (of.Length > 0)
            {
                (double mean, double low, double high) = PairedBootstrap.Difference(
                    Pick(ours.Column(metric), of), Pick(theirs.Column(metric), of), BootstrapSeed);
                differences.Add(new MetricDifference(BlendName, name, metric, list, mean, low, high));
            }
        }
    }

    private static double[] Pick(double[] column, int[] users) => [.. users.Select(user => column[user])];

    private static DateTimeOffset KnownUntil(ServingModel model, Interactions events, EvaluationProtocol protocol)
    {
        DateTimeOffset trained = model.Manifest.CountsAsOf;
        if (events.Count == 0)
        {
            throw new TandemException("The dataset has no events to evaluate on.");
        }

        if (protocol.Kind == EvaluationProtocolKind.LeaveOneOut)
        {
            return trained;
        }

        if (protocol.IsNextItem)
        {
            return NextItemSplit.LearnedUntil(events);
        }

        DateTimeOffset cut = Cut(events, protocol.Days);
        return trained <= cut
            ? cut
            : throw new TandemException(
                $"The bundle has seen the test period: it was trained on events until {trained:u}, and {protocol} tests on what comes after {cut:u}. Train with that period held out, or test on fewer days.");
    }

    /// <summary>A bundle that does not say when its features were fitted is taken at its word for the rest.</summary>
    private static void CheckFeatures(BundleManifest manifest, DateTimeOffset known, EvaluationProtocol protocol)
    {
        if (manifest.FeaturesUntil > known)
        {
            throw new TandemException(
                $"The bundle's features have seen the test period: they were fitted on events until {manifest.FeaturesUntil:u}, and {protocol} tests on what comes after {known:u}. Build the features with that period held out, or test on fewer days.");
        }
    }

    /// <summary>The last event's time less the days.</summary>
    internal static DateTimeOffset Cut(Interactions events, double days) =>
        DateTimeOffset.FromUnixTimeMilliseconds(events.OccurredAt.Max()) - TimeSpan.FromDays(days);

    private static void CheckItems(ServingModel model, Interactions events)
    {
        HashSet<string> ofModel = [.. model.Parts.Items.Select(static item => item.ItemId)];
        HashSet<string> ofDataset = [.. events.ItemIds];
        if (!ofModel.SetEquals(ofDataset))
        {
            string odd = ofDataset.Except(ofModel).Concat(ofModel.Except(ofDataset)).First();
            throw new TandemException(
                $"The bundle '{model.Manifest.Version}' has {ofModel.Count} items and the dataset {ofDataset.Count}, and they are not the same ('{odd}' is only in one). Train on this dataset.");
        }
    }

    internal static Dictionary<string, int> Codes(Interactions events)
    {
        var codes = new Dictionary<string, int>(events.ItemCount, StringComparer.Ordinal);
        for (int item = 0; item < events.ItemCount; item++)
        {
            codes.Add(events.ItemIds[item], item);
        }

        return codes;
    }
}
