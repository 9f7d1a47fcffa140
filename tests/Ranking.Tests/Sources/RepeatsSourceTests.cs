using Tandem.Domain;

namespace Tandem.Ranking.Tests.Sources;

public class RepeatsSourceTests
{
    private static Dictionary<string, float> Features(UserHistory history, string item)
    {
        Catalogue catalogue = TestShop.Catalogue();
        var request = new RankingRequest(catalogue, history, TestShop.Query(), null);
        var source = new RepeatsSource();
        using ISourceReading reading = source.Read(request)!;
        Assert.True(catalogue.TryGetSlot(item, out int slot));
        float[] values = new float[source.Features.Count];
        reading.Fill(slot, values);
        return source.Features.Select((feature, i) => (feature.Name, Value: values[i])).ToDictionary(static p => p.Name, static p => p.Value);
    }

    [Fact]
    public void Fill_TwoOrdersOfThreeBaskets_GivesCountShareAndFreshness()
    {
        Dictionary<string, float> f = Features(
            TestShop.History(
                TestShop.Event("mug", EventAction.Order, 28), TestShop.Event("mug", EventAction.Order, 14), TestShop.Event("cup", EventAction.Order, 7)),
            "mug");

        Assert.Equal(1, f["repeats.ordered"]);
        Assert.Equal(Math.Log(2), f["repeats.count"], 5);
        Assert.Equal(Math.Log(2.5 / 4), f["repeats.share"], 5);
        Assert.Equal(0.5, f["repeats.fresh"], 5);
        Assert.Equal(Math.Log(2), f["repeats.breadth"], 5);
    }

    [Fact]
    public void Fill_Cart_FadesWithAHalfLifeOf14Days() =>
        Assert.Equal(0.5, Features(TestShop.History(TestShop.Event("mug", EventAction.ToCart, 14)), "mug")["repeats.cart"], 5);

    [Fact]
    public void Fill_OnlyViewed_HasNoOrderFeatures()
    {
        Dictionary<string, float> f = Features(TestShop.History(TestShop.Event("mug", EventAction.PageView, 7)), "mug");

        Assert.Equal(0, f["repeats.ordered"]);
        Assert.Equal(Math.Log(2) / 2, f["repeats.viewed"], 5);
    }

    [Fact]
    public void Fill_NotInTheHistory_IsZeros() =>
        Assert.All(Features(TestShop.History(TestShop.Event("mug", EventAction.Order, 7)), "rug").Values, static value => Assert.Equal(0, value));
}
