using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Measures a serving model with the code that serves it, on users whose later events it has not seen, beside baselines that know the
/// same events. All items are ranked. Equal scores are ranked by item id, which knows nothing of what is to be found.
/// </summary>
public static class Evaluator
{
    /// <summary>Name of the result that is the node's own answer.</summary>
    public const string BlendName = "blend";

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
        List<TestUser> users = protocol.Kind == EvaluationProtocolKind.TimeSplit
            ? TestUser.Between(events, known, DateTimeOffset.MaxValue)
            : TestUser.LastOutcomes(events, known);
        if (users.Count == 0)
        {
            throw new TandemException(
                $"No user has a {events.Outcome.ToName()} after {known:u} to find. Evaluate with more days, or train with events held out.");
        }

        List<IRanker> rankers = Rankers(model, events, known);
        var all = rankers.ConvertAll(_ => new MetricTable(users.Count));
        var fresh = rankers.ConvertAll(_ => new MetricTable(users.Count));
        int done = 0;
        Parallel.For(0, users.Count, new ParallelOptions { CancellationToken = cancellation }, u =>
        {
            for (int r = 0; r < rankers.Count; r++)
            {
                Enter(rankers[r], users[u], u, all[r], fresh[r]);
            }

            progress?.Report(new ProgressReport(Stage, Interlocked.Increment(ref done), users.Count));
        });

        foreach (IDisposable ranker in rankers.OfType<IDisposable>())
        {
            ranker.Dispose();
        }

        return new EvaluationReport(
            protocol.ToString(),
            users.Count,
            events.ItemCount,
            [
                .. rankers.Select((ranker, r) => new NamedResult(
                    ranker.Name,
                    all[r].Means(static _ => true),
                    fresh[r].Means(u => users[u].NewTruth.Count > 0),
                    all[r].Means(u => users[u].IsCold))),
            ],
            Differences(rankers, users, all, fresh));
    }

    private static void Enter(IRanker ranker, TestUser user, int place, MetricTable all, MetricTable fresh)
    {
        int[] ranking = ranker.Rank(user, MetricTable.Depth, user.Hidden);
        all.Enter(place, ranking, user.Truth);
        if (user.NewTruth.Count > 0)
        {
            fresh.Enter(place, user.Owned.Count == 0 ? ranking : ranker.Rank(user, MetricTable.Depth, Both(user.Hidden, user.Owned)), user.NewTruth);
        }
    }

    private static HashSet<int> Both(HashSet<int> hidden, HashSet<int> owned) => hidden.Count == 0 ? owned : [.. hidden, .. owned];

    private static List<IRanker> Rankers(ServingModel model, Interactions events, DateTimeOffset known)
    {
        var recent = PopularityRanker.Count("recent-popular", events, known - TimeSpan.FromDays(RecentDays), known);
        List<IRanker> rankers =
        [
            PopularityRanker.Count("popular", events, DateTimeOffset.UnixEpoch, known),
            recent,
            new ItemKnnRanker(events, known, recent),
            new RepeatsRanker(events, recent),
        ];
        var catalogue = new Catalogue(model);
        Dictionary<string, int> codes = Codes(events);
        string[] baselines = [.. rankers.Select(static ranker => ranker.Name)];
        bool hasTowers = model.Parts.Towers is not null;
        foreach (string source in SourceFeatures.SourceNames.Except(baselines).Where(source => source != "towers" || hasTowers))
        {
            rankers.Add(new ServingRanker(source, source, catalogue, codes, events.ItemIds));
        }

        rankers.Add(new ServingRanker(BlendName, null, catalogue, codes, events.ItemIds));
        return rankers;
    }

    private static List<MetricDifference> Differences(List<IRanker> rankers, List<TestUser> users, List<MetricTable> all, List<MetricTable> fresh)
    {
        int blend = rankers.Count - 1;
        int[] everyone = [.. Enumerable.Range(0, users.Count)];
        int[] finders = [.. everyone.Where(u => users[u].NewTruth.Count > 0)];
        var differences = new List<MetricDifference>();
        for (int other = 0; other < blend; other++)
        {
            foreach (string metric in Compared)
            {
                Add("all", metric, other, all, everyone);
                Add("new", metric, other, fresh, finders);
            }
        }

        return differences;

        void Add(string list, string metric, int other, List<MetricTable> tables, int[] of)
        {
            if (of.Length > 0)
            {
                (double mean, double low, double high) = PairedBootstrap.Difference(
                    Pick(tables[blend].Column(metric), of), Pick(tables[other].Column(metric), of), BootstrapSeed);
                differences.Add(new MetricDifference(BlendName, rankers[other].Name, metric, list, mean, low, high));
            }
        }
    }

    private static double[] Pick(double[] column, int[] users) => [.. users.Select(user => column[user])];

    private static DateTimeOffset KnownUntil(ServingModel model, Interactions events, EvaluationProtocol protocol)
    {
        DateTimeOffset trained = model.Manifest.TrainedUntil;
        if (events.Count == 0)
        {
            throw new TandemException("The dataset has no events to evaluate on.");
        }

        if (protocol.Kind == EvaluationProtocolKind.LeaveOneOut)
        {
            return trained;
        }

        DateTimeOffset cut = Cut(events, protocol.Days);
        return trained <= cut
            ? cut
            : throw new TandemException(
                $"The bundle has seen the test period: it was trained on events until {trained:u}, and {protocol} tests on what comes after {cut:u}. Train with that period held out, or test on fewer days.");
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
