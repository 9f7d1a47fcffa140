using Tandem.Datasets.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Simulation;

public sealed class MarketplaceSimulatorTests(SimulatedMarket market)
{
    [Theory]
    [InlineData("page_view", 0.679)]
    [InlineData("view_description", 0.154)]
    [InlineData("review_view", 0.051)]
    [InlineData("to_cart", 0.041)]
    [InlineData("favorite", 0.031)]
    [InlineData("remove", 0.027)]
    [InlineData("unfavorite", 0.016)]
    public void Simulate_ActionShare_IsThatOfOzon(string action, double share) =>
        Assert.Equal(share, market.Simulated.ActionShares[action], 0.01);

    [Fact]
    public void Simulate_DeliveredShareOfEndedOrders_IsThatOfOzon()
    {
        IReadOnlyDictionary<string, double> shares = market.Simulated.StatusShares;

        Assert.Equal(
            0.512 / (0.512 + 0.414), shares["delivered_orders"] / (shares["delivered_orders"] + shares["canceled_orders"]), 0.03);
    }

    [Fact]
    public void Simulate_OrdersWithoutAnEnd_AreThoseOnTheirWayAndAFew()
    {
        // An order takes 3.3 days on average, so in 40 days 3.3 / 40 are on their way at the end; 2 % never end.
        Assert.Equal(0.02 + (3.3 / 40), market.Simulated.StatusShares["proccesed_orders"], 0.03);
    }

    [Fact]
    public void Simulate_EveryEvent_LiesWithinThePeriod()
    {
        long end = new SimulationOptions().Start.AddDays(SimulatedMarket.Days).ToUnixTimeMilliseconds();

        Assert.True(market.Interactions.OccurredAt.Max() <= end);
        Assert.True(market.Interactions.OccurredAt.Max() > end - 86_400_000);
    }

    [Fact]
    public void Simulate_TwiceWithOneSeed_WritesTheSameBytes()
    {
        using var folder = new TestFolder();
        var options = new SimulationOptions { Items = 300, Users = 50, Days = 5, Seed = 7 };
        MarketplaceSimulator.Simulate(options, folder["a"]);
        MarketplaceSimulator.Simulate(options, folder["b"]);
        Assert.Equal(TestFolder.Hashes(folder["a"]), TestFolder.Hashes(folder["b"]));
    }

    [Fact]
    public void Simulate_AnotherSeed_WritesOtherEvents()
    {
        using var folder = new TestFolder();
        var options = new SimulationOptions { Items = 300, Users = 50, Days = 5, Seed = 7 };
        MarketplaceSimulator.Simulate(options, folder["a"]);
        MarketplaceSimulator.Simulate(options with { Seed = 8 }, folder["b"]);
        Assert.NotEqual(
            TestFolder.Hashes(folder["a"])[Path.Combine("tracker", "part-00000.parquet")],
            TestFolder.Hashes(folder["b"])[Path.Combine("tracker", "part-00000.parquet")]);
    }

    [Fact]
    public void Simulate_ForeignFolder_Refuses()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["letter.txt"], "dear");
        Assert.Throws<TandemException>(() => MarketplaceSimulator.Simulate(new SimulationOptions(), folder.Path));
    }

    [Fact]
    public void Simulate_OptionOutOfRange_NamesIt()
    {
        using var folder = new TestFolder();
        TandemException error = Assert.Throws<TandemException>(
            () => MarketplaceSimulator.Simulate(new SimulationOptions { Users = 0 }, folder["raw"]));
        Assert.Contains("--users 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_Cancelled_LeavesNothingBehind()
    {
        using var folder = new TestFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => MarketplaceSimulator.Simulate(
            new SimulationOptions { Items = 200, Users = 10, Days = 2 }, folder["raw"], null, source.Token));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Simulate_Items_AreBornOverTime()
    {
        Interactions rows = market.Interactions;
        long middle = rows.OccurredAt.Min() + (20L * 86_400_000);
        var early = new HashSet<int>();
        var late = new HashSet<int>();
        for (int row = 0; row < rows.Count; row++)
        {
            (rows.OccurredAt[row] < middle ? early : late).Add(rows.Item[row]);
        }

        late.ExceptWith(early);
        Assert.InRange(late.Count, rows.ItemCount / 20, rows.ItemCount / 2);
    }

    [Fact]
    public void Simulate_Cancellations_DependOnTheCategory()
    {
        // Trousers must fit, a sock or a bag need not.
        double risky = CancelShare("Джинсы", "Платье", "Бюстгальтер", "Туфли");
        double safe = CancelShare("Носки", "Сумка", "Трусы", "Шарф");
        Assert.True(risky > safe + 0.15, $"risky {risky:F3}, safe {safe:F3}");
    }

    [Fact]
    public void Simulate_NextCart_IsFoundByContentBetterThanByPopularity()
    {
        (double popular, double content, _) = market.CartPrediction;
        // 300 users: the standard error of the difference is about 0.03, so a larger factor would be a coin toss.
        Assert.True(content > 1.2 * popular, $"content {content:F3}, popular {popular:F3}");
    }

    [Fact]
    public void Simulate_NextCart_IsFoundByCoVisitationBetterThanByPopularity()
    {
        (double popular, _, double together) = market.CartPrediction;
        Assert.True(together > 1.5 * popular, $"co-visitation {together:F3}, popular {popular:F3}");
    }

    private double CancelShare(params string[] types)
    {
        Interactions rows = market.Interactions;
        bool[] chosen = [.. market.Dataset.ReadItems().Select(item => item.Attributes.Any(attribute => attribute.Name == "Type" && types.Contains(attribute.Value)))];
        int canceled = Enumerable.Range(0, rows.Count).Count(row => chosen[rows.Item[row]] && rows.Action[row] == EventAction.Canceled);
        int delivered = Enumerable.Range(0, rows.Count).Count(row => chosen[rows.Item[row]] && rows.Action[row] == EventAction.Delivered);
        return (double)canceled / (canceled + delivered);
    }
}
