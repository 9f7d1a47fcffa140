using System.Diagnostics;
using System.Globalization;
using Tandem.Blend.Trial;
using Tandem.Datasets;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Evaluation;

// Linear blend against boosted trees over the same candidates, features and windows.
// Usage: Blend.Trial DATASET EARLIER LATER [--hide-known]
// EARLIER and LATER are bundles of the same dataset; both rankers learn from what came after EARLIER's cut until LATER's, with
// EARLIER's model, and are measured on the equally long time after LATER's cut, with LATER's model.
if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("Usage: Blend.Trial DATASET EARLIER LATER [--hide-known]");
    return 2;
}

bool hideKnown = args is [_, _, _, "--hide-known"];
ServingModel earlier = ServingModel.Load(BundleFolder.Open(args[1]));
ServingModel later = ServingModel.Load(BundleFolder.Open(args[2]));
DateTimeOffset from = earlier.Manifest.TrainedUntil;
DateTimeOffset until = later.Manifest.TrainedUntil;
Interactions events = Interactions.Load(DatasetReader.Open(args[0]));
var learned = new BlendWindow(earlier, events, from, until, hideKnown);
var measured = new BlendWindow(later, events, until, until + (until - from), hideKnown);

var watch = Stopwatch.StartNew();
BlendFit fit = BlendFitter.Fit([learned], new BlendFitterOptions());
TimeSpan linearFit = watch.Elapsed;
Users learn = Users.Of(learned);
Users test = Users.Of(measured);
var linear = new LinearRanker(fit.Blend);
watch.Restart();
var scores = BoostedTrees.Fit(learn, linear, withRanks: false);
TimeSpan treesFit = watch.Elapsed;
var ranks = BoostedTrees.Fit(learn, linear, withRanks: true);

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"learned on {learn.Count} users from {from:yyyy-MM-dd}, measured on {test.Count} from {until:yyyy-MM-dd}; NDCG@100 all / new, microseconds a user"));
Outcome baseline = Outcome.Of(test, linear);
Report("linear", baseline);
Report("trees over features", Outcome.Of(test, scores));
Report("trees over features and their ranks", Outcome.Of(test, ranks));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fit: linear with its features {linearFit.TotalSeconds:F1} s, trees without them {treesFit.TotalSeconds:F1} s"));
return 0;

void Report(string name, Outcome outcome)
{
    (double all, double allLow, double allHigh) = PairedBootstrap.Difference(outcome.All, baseline.All, seed: 1);
    (double fresh, double freshLow, double freshHigh) = PairedBootstrap.Difference(outcome.New, baseline.New, seed: 1);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-36} {outcome.All.Average():F4} / {outcome.New.Average():F4}   {all:+0.0000;-0.0000} [{allLow:+0.0000;-0.0000}, {allHigh:+0.0000;-0.0000}] / {fresh:+0.0000;-0.0000} [{freshLow:+0.0000;-0.0000}, {freshHigh:+0.0000;-0.0000}]   {outcome.Microseconds:F0}"));
}
