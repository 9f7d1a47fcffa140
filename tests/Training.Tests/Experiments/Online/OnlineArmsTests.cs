using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Experiments.Online;
using Tandem.Training.Experiments.Pages;
using Tandem.Training.Online;
using Tandem.Training.Tests.Online;

namespace Tandem.Training.Tests.Experiments.Online;

public sealed class OnlineArmsTests
{
    private const int Users = 30;
    private const int Days = 60;

    [Fact]
    public void Live_ShopWithARule_OnlineTowersBeatFrozenOnes()
    {
        OnlineExperimentReport report = Run();
        OnlineDifference gain = report.Differences.Single(d => d is { A: "online, every day", B: "frozen", What: "towers" });

        Assert.True(gain.Low > 0, gain.ToString());
        Assert.Equal(["frozen", "online, every hour"], report.Arms.Take(2).Select(static arm => arm.Name));
    }

    [Fact]
    public void Live_ShopWithARule_LiveCountersBeatFrozenOnes()
    {
        OnlineDifference gain = Run(Blend.Default).Differences.Single(d => d is { A: "frozen, live counters", B: "frozen", What: "blend" });

        Assert.True(gain.Low > 0, gain.ToString());
    }

    [Fact]
    public void Live_RetrainedArm_CountsOnlyOnItsDays()
    {
        OnlineExperimentReport report = Run();
        OnlineArmResult retrained = report.Arms[^1];

        Assert.Equal((Days - 1) / 20, retrained.Updates);
        Assert.Equal(retrained.Updates, retrained.Days.Count);
        Assert.All(report.Arms.SkipLast(1), arm => Assert.Equal(report.Baskets, arm.Months.Sum(static month => month.Baskets)));
    }

    [Fact]
    public void Live_SameSeed_SameFigures() =>
        Assert.Equal(Run().Differences.Where(d => d.What == "blend"), Run().Differences.Where(d => d.What == "blend"));

    [Fact]
    public void Write_Report_HasEveryArmAndNoScript()
    {
        string page = OnlinePage.Write(Run());

        Assert.All(["frozen", "online, every hour", "trained from scratch"], name => Assert.Contains(name, page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    private static OnlineExperimentReport Run(Blend? blend = null)
    {
        ServingModel start = blend is null ? OnlineShop.Bundle() : OnlineShop.Bundle().WithBlend(blend);
        var options = new OnlineExperimentOptions
        {
            RetrainEveryDays = 20,
            CountEveryDays = 1_000,
            BasketsPerDay = 5,
            Trainer = OnlineShop.Options with { HeldOutShare = 0 },
        };
        using var trainer = new OnlineTrainer(OnlineShop.Model(), options.Trainer, OnlineShop.Engines);
        Interactions events = Events();
        using var renewed = new RenewedBundle(start, events, options, OnlineShop.Engines);
        var arms = new OnlineArms(start, events, trainer, renewed, options, TimeProvider.System, _ => start);
        return arms.Live(TestEvents.At(Days + 1), null, TestContext.Current.CancellationToken);
    }

    /// <summary>Everybody looks at an item a day and orders the one behind it an hour later.</summary>
    private static Interactions Events()
    {
        var random = new Random(7);
        var rows = new List<(string User, int Item, double Day, EventAction Action)>();
        for (int user = 0; user < Users; user++)
        {
            for (int day = 1; day <= Days; day++)
            {
                int item = random.Next(OnlineShop.Items);
                rows.Add(($"u{user}", item, day + (user * 0.01), EventAction.PageView));
                rows.Add(($"u{user}", (item + 1) % OnlineShop.Items, day + (user * 0.01) + 0.05, EventAction.Order));
            }
        }

        return TestEvents.Of(OnlineShop.Items, [.. rows]);
    }
}
