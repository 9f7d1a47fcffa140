using System.Globalization;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Fits the blend's weights on held-out windows with the features that serve: first a convex listwise softmax, then coordinate ascent
/// on NDCG@100 of all items and of new ones. Weights of evidence stay at 0 or above. The same windows give the same weights.
/// </summary>
public static class BlendFitter
{
    private const int SoftmaxSteps = 300;
    private const string Stage = "fitting the blend";

    /// <summary>Fits on one window or several; with too few users the weights it begins with are kept and the note says so.</summary>
    /// <exception cref="TandemException">An option is out of range, or a window ends before it begins.</exception>
    public static BlendFit Fit(
        IReadOnlyList<BlendWindow> windows,
        BlendFitterOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        BlendUser[] users = [.. windows.SelectMany(window => Gather(window, Math.Max(1, options.MaxUsers / windows.Count), progress, cancellation))];
        BlendUser[] known = [.. users.Where(static user => !user.IsNewcomer)];
        BlendUser[] newcomers = [.. users.Where(static user => user.IsNewcomer)];
        Part main = FitPart("blend", known, options.Begin.Weights, options, progress, cancellation);
        Part first = FitPart("newcomers", newcomers, options.Begin.Newcomers, options, progress, cancellation);
        return new BlendFit(
            new Blend(main.Weights, first.Weights),
            new Dictionary<string, double>([.. main.Metrics, .. first.Metrics]),
            $"{main.Note} {first.Note}");
    }

    private sealed record Part(IReadOnlyDictionary<string, double> Weights, IReadOnlyDictionary<string, double> Metrics, string Note);

    private static Part FitPart(
        string name,
        BlendUser[] users,
        IReadOnlyDictionary<string, double> begin,
        BlendFitterOptions options,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        var metrics = new Dictionary<string, double> { [$"{name}.users"] = users.Length };
        if (users.Length < options.MinUsers)
        {
            return new Part(
                begin,
                metrics,
                $"{name}: only {users.Length} users have anything to find in the window, at least {options.MinUsers} are needed; the weights stay as they were.");
        }

        double[] scales = Scales(users);
        bool[] isPositive = [.. SourceFeatures.Names.Select(SourceFeatures.Evidence.Contains)];
        double[] defaults = [.. SourceFeatures.Names.Select(feature => begin.GetValueOrDefault(feature))];
        var softmax = new SoftmaxObjective(users, scales, options.NewItemsWeight, options.Ridge);
        double[] scaled = ProjectedDescent.Minimise(
            (point, gradient) => softmax.At(point, gradient, cancellation),
            [.. defaults.Select((w, f) => w * scales[f])],
            isPositive,
            SoftmaxSteps);
        var ascent = new CoordinateAscent(users, scales, isPositive, options.NewItemsWeight);
        double[] weights = ascent.Climb([.. scaled.Select((w, f) => w / scales[f])], Percent(progress), cancellation);

        (metrics[$"{name}.ndcg@100"], metrics[$"{name}.new.ndcg@100"]) = ascent.Measure(weights, cancellation);
        (metrics[$"{name}.default.ndcg@100"], metrics[$"{name}.default.new.ndcg@100"]) = ascent.Measure(defaults, cancellation);
        return new Part(
            Named(weights, users, begin),
            metrics,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {users.Length} users, NDCG@100 {metrics[$"{name}.ndcg@100"]:0.0000} (before {metrics[$"{name}.default.ndcg@100"]:0.0000}), new items {metrics[$"{name}.new.ndcg@100"]:0.0000} ({metrics[$"{name}.default.new.ndcg@100"]:0.0000})."));
    }

    private static BlendUser[] Gather(BlendWindow window, int maxUsers, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        if (window.To <= window.From)
        {
            throw new TandemException($"A blend's window ends at {window.To:u}, before it begins at {window.From:u}.");
        }

        if (window.Model.Manifest.CountsAsOf > window.From)
        {
            throw new TandemException(
                $"A blend's window begins at {window.From:u}, but its model has seen events until {window.Model.Manifest.CountsAsOf:u}. Build the model without them.");
        }

        List<TestUser> users = TestUser.Between(window.Events, window.From, window.To, window.HideKnown);
        TestUser[] taken = users.Count <= maxUsers
            ? [.. users]
            : [.. Enumerable.Range(0, maxUsers).Select(i => users[(int)((long)i * users.Count / maxUsers)])];
        var catalogue = new Catalogue(window.Model);
        Dictionary<string, int> codes = Evaluator.Codes(window.Events);
        var gathered = new BlendUser[taken.Length];
        int done = 0;
        WorkThreads.For(
            taken.Length,
            u =>
            {
                gathered[u] = BlendUser.Gather(catalogue, taken[u], codes, window.Events.ItemIds);
                progress?.Report(new ProgressReport("gathering candidates for the blend", Interlocked.Increment(ref done), taken.Length));
            },
            cancellation);
        return [.. gathered.Where(static user => user.Truth > 0)];
    }

    /// <summary>Standard deviation of each feature over all candidates of all users; 1 where it never differs.</summary>
    private static double[] Scales(BlendUser[] users)
    {
        double[] scales = new double[SourceFeatures.Names.Count];
        double count = users.Sum(static user => (double)user.Count);
        for (int f = 0; f < scales.Length; f++)
        {
            double sum = 0;
            double squares = 0;
            foreach (float value in users.SelectMany(user => user.Columns[f] ?? []))
            {
                sum += value;
                squares += (double)value * value;
            }

            double variance = (squares / count) - (sum / count * (sum / count));
            scales[f] = variance > 1e-12 ? Math.Sqrt(variance) : 1;
        }

        return scales;
    }

    // A feature that nobody in the windows has keeps its weight: that it was absent does not say that it is worthless.
    private static Dictionary<string, double> Named(double[] weights, BlendUser[] users, IReadOnlyDictionary<string, double> begin) =>
        SourceFeatures.Names
            .Select((name, f) => (name, Weight: Array.Exists(users, user => user.Columns[f] is not null) ? Math.Round(weights[f], 6) : begin.GetValueOrDefault(name)))
            .ToDictionary(static p => p.name, static p => p.Weight, StringComparer.Ordinal);

    private static Progress? Percent(IProgress<ProgressReport>? progress) => progress is null ? null : new Progress(progress);

    private sealed class Progress(IProgress<ProgressReport> inner) : IProgress<double>
    {
        public void Report(double value) => inner.Report(new ProgressReport(Stage, (long)(1000 * value), 1000));
    }
}
