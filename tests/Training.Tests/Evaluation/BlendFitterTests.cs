using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class BlendFitterTests
{
    /// <summary>Everybody orders three items in the first days and the cart's item later; what was ordered once never comes again.</summary>
    private static Interactions CartShop(int users)
    {
        var random = new Random(11);
        return TestEvents.Of(40, [.. Enumerable.Range(0, users).SelectMany(u =>
        {
            int cart = random.Next(20, 40);
            return ((string User, int Item, double Day, EventAction Action)[])
            [
                ($"u{u}", random.Next(20), 1 + random.NextDouble(), EventAction.Order),
                ($"u{u}", random.Next(20), 2 + random.NextDouble(), EventAction.Order),
                ($"u{u}", random.Next(20, 40), 3 + random.NextDouble(), EventAction.PageView),
                ($"u{u}", cart, 4 + random.NextDouble(), EventAction.ToCart),
                ($"u{u}", cart, 8 + random.NextDouble(), EventAction.Order),
            ];
        })]);
    }

    private static BlendFit Fit(Interactions events, BlendFitterOptions? options = null) => BlendFitter.Fit(
        [new BlendWindow(TestModels.Until(events, TestEvents.At(6)), events, TestEvents.At(6), TestEvents.At(10))],
        options ?? new BlendFitterOptions(),
        null,
        TestContext.Current.CancellationToken);

    [Fact]
    public void Fit_TooFewUsers_KeepsTheDefaultsAndSaysSo()
    {
        BlendFit fit = Fit(CartShop(10));

        Assert.Equal(SourceFeatures.DefaultWeights, fit.Blend.Weights);
        Assert.Contains("only 10 users", fit.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WhereCartsDecide_FindsThem() => Assert.InRange(Fit(CartShop(120)).Metrics["blend.ndcg@100"], 0.98, 1);

    [Fact]
    public void Fit_Any_IsNotWorseThanTheDefaultsOnItsOwnWindow()
    {
        IReadOnlyDictionary<string, double> metrics = Fit(CartShop(120)).Metrics;

        Assert.True(
            metrics["blend.ndcg@100"] + metrics["blend.new.ndcg@100"] >= metrics["blend.default.ndcg@100"] + metrics["blend.default.new.ndcg@100"] - 1e-9);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameWeights()
    {
        Interactions events = CartShop(80);

        Assert.Equal(Fit(events).Blend.Weights, Fit(events).Blend.Weights);
    }

    [Fact]
    public void Fit_Evidence_NeverCountsAgainstAnItem()
    {
        IReadOnlyDictionary<string, double> weights = Fit(CartShop(120)).Blend.Weights;

        Assert.All(SourceFeatures.Evidence, name => Assert.True(weights[name] >= 0, $"{name} has {weights[name]}"));
    }

    [Fact]
    public void Fit_MetricsOfTheWindow_AreThoseOfServing()
    {
        Interactions events = CartShop(120);
        BlendFit fit = Fit(events);
        ServingModel model = TestModels.Until(events, TestEvents.At(6)).WithBlend(fit.Blend);
        double days = (DateTimeOffset.FromUnixTimeMilliseconds(events.OccurredAt.Max()) - TestEvents.At(6)).TotalDays;

        EvaluationReport report = Evaluator.Run(
            model, events, new EvaluationProtocol(EvaluationProtocolKind.TimeSplit, days), null, TestContext.Current.CancellationToken);

        // Ties are ranked against the relevant item in the fit and by item id in serving, so the fit may only be lower.
        Assert.InRange(report.Results[^1].Metrics["ndcg@100"] - fit.Metrics["blend.ndcg@100"], -1e-6, 0.02);
    }

    [Fact]
    public void Fit_ModelThatSawTheWindow_IsRefused()
    {
        Interactions events = CartShop(60);

        Assert.Throws<TandemException>(() => BlendFitter.Fit(
            [new BlendWindow(TestModels.Until(events, TestEvents.At(7)), events, TestEvents.At(6), TestEvents.At(10))],
            new BlendFitterOptions(),
            null,
            TestContext.Current.CancellationToken));
    }
}
