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

    /// <summary>Fits on one window or several; with too few users the default weights are kept and the note says so.</summary>
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
        List<BlendUser> users = [.. windows.SelectMany(window => Gather(window, Math.Max(1, options.MaxUsers / windows.Count), progress, cancellation))];
        if (users.Count < options.MinUsers)
        {
            return new BlendFit(
                Blend.Default,
                new Dictionary<string, double> { ["blend.users"] = users.Count },
                $"Only {users.Count} users have anything to find in the blend's window, at least {options.MinUsers} are needed: the default weights are used.");
        }

        double[] scales = Scales(users);
        bool[] isPositive = [.. SourceFeatures.Names.Select(SourceFeatures.Evidence.Contains)];
        double[] defaults = [.. SourceFeatures.Names.Select(static name => SourceFeatures.DefaultWeights[name])];
        var softmax = new SoftmaxObjective(users, scales, options.NewItemsWeight, options.Ridge);
        double[] scaled = ProjectedDescent.Minimise(
            (point, gradient) => softmax.At(point, gradient, cancellation),
            [.. defaults.Select((w, f) => w * scales[f])],
            isPositive,
            SoftmaxSteps);
        double[] start = [.. scaled.Select((w, f) => w / scales[f])];
        var ascent = new CoordinateAscent(users, scales, isPositive, options.NewItemsWeight);
        double[] weights = ascent.Climb(start, Percent(progress), cancellation);

        (double all, double fresh) = ascent.Measure(weights, cancellation);
        (double defaultAll, double defaultFresh) = ascent.Measure(defaults, cancellation);
        return new BlendFit(
            new Blend(Named(weights, users)),
            new Dictionary<string, double>
            {
                ["blend.ndcg@100"] = all,
                ["blend.new.ndcg@100"] = fresh,
                ["default.ndcg@100"] = defaultAll,
                ["default.new.ndcg@100"] = defaultFresh,
                ["blend.users"] = users.Count,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"Fitted on {users.Count} users of {windows.Count} window(s): NDCG@100 {all:0.0000} (default weights {defaultAll:0.0000}), new items {fresh:0.0000} ({defaultFresh:0.0000})."));
    }

    private static BlendUser[] Gather(BlendWindow window, int maxUsers, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        if (window.To <= window.From)
        {
            throw new TandemException($"A blend's window ends at {window.To:u}, before it begins at {window.From:u}.");
        }

        if (window.Model.Manifest.TrainedUntil > window.From)
        {
            throw new TandemException(
                $"A blend's window begins at {window.From:u}, but its model has seen events until {window.Model.Manifest.TrainedUntil:u}. Build the model without them.");
        }

        List<TestUser> users = TestUser.Between(window.Events, window.From, window.To);
        TestUser[] taken = users.Count <= maxUsers
            ? [.. users]
            : [.. Enumerable.Range(0, maxUsers).Select(i => users[(int)((long)i * users.Count / maxUsers)])];
        var catalogue = new Catalogue(window.Model);
        Dictionary<string, int> codes = Evaluator.Codes(window.Events);
        var gathered = new BlendUser[taken.Length];
        int done = 0;
        Parallel.For(0, taken.Length, new ParallelOptions { CancellationToken = cancellation }, u =>
        {
            gathered[u] = BlendUser.Gather(catalogue, taken[u], codes);
            progress?.Report(new ProgressReport("gathering candidates for the blend", Interlocked.Increment(ref done), taken.Length));
        });
        return [.. gathered.Where(static user => user.Truth > 0)];
    }

    /// <summary>Standard deviation of each feature over all candidates of all users; 1 where it never differs.</summary>
    private static double[] Scales(List<BlendUser> users)
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

    // A feature that nobody in the windows has keeps its default weight: that it was absent does not say that it is worthless.
    private static Dictionary<string, double> Named(double[] weights, List<BlendUser> users) =>
        SourceFeatures.Names
            .Select((name, f) => (name, Weight: users.Exists(user => user.Columns[f] is not null) ? Math.Round(weights[f], 6) : SourceFeatures.DefaultWeights[name]))
            .ToDictionary(static p => p.name, static p => p.Weight, StringComparer.Ordinal);

    private static Progress? Percent(IProgress<ProgressReport>? progress) => progress is null ? null : new Progress(progress);

    private sealed class Progress(IProgress<ProgressReport> inner) : IProgress<double>
    {
        public void Report(double value) => inner.Report(new ProgressReport(Stage, (long)(1000 * value), 1000));
    }
}
