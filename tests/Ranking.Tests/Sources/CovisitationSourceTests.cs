using Tandem.Domain;

namespace Tandem.Ranking.Tests.Sources;

public class CovisitationSourceTests
{
    private static float[] Features(UserHistory history, string item, Catalogue? catalogue = null)
    {
        catalogue ??= TestShop.Catalogue();
        var request = new RankingRequest(catalogue, history, TestShop.Query(), null);
        var source = new CovisitationSource();
        using ISourceReading reading = source.Read(request)!;
        Assert.True(catalogue.TryGetSlot(item, out int slot));
        float[] features = new float[source.Features.Count];
        reading.Fill(slot, features);
        return features;
    }

    [Fact]
    public void Fill_BestItemOfAList_HasOne()
    {
        float[] features = Features(TestShop.History(TestShop.Event("mug", EventAction.Order, 30), TestShop.Event("lamp", EventAction.Order, 0)), "bulb");

        // lamp is fresh: 1 · 0.6; mug is a half-life old: 0.5 · 0.8 for the cup.
        Assert.Equal(1, features[0], 5);
    }

    [Fact]
    public void Fill_OlderInterest_CountsByItsAge()
    {
        float[] features = Features(TestShop.History(TestShop.Event("mug", EventAction.Order, 30), TestShop.Event("lamp", EventAction.Order, 0)), "cup");

        Assert.Equal(0.4 / 0.6, features[0], 4);
    }

    [Fact]
    public void Fill_StepsBack_HalveTheRecentWeight()
    {
        float[] features = Features(
            TestShop.History(TestShop.Event("mug", EventAction.Order, 30), TestShop.Event("rug", EventAction.PageView, 1), TestShop.Event("lamp", EventAction.Order, 0)), "cup");

        // lamp is step 0 and gives 0.6, mug is two steps back and gives 0.8 / 4.
        Assert.Equal(0.2 / 0.6, features[2], 4);
    }

    [Fact]
    public void Fill_LogFeature_IsOfTheShare()
    {
        float[] features = Features(TestShop.History(TestShop.Event("lamp", EventAction.Order, 0)), "cup");

        Assert.Equal(Math.Log(51), features[5], 4);
    }

    [Fact]
    public void Read_NoHistory_IsSilent() =>
        Assert.Null(new CovisitationSource().Read(new RankingRequest(TestShop.Catalogue(), new UserHistory(), TestShop.Query(), null)));

    [Fact]
    public void Reason_Together_NamesTheItemAndTheDay()
    {
        UserHistory history = TestShop.History(TestShop.Event("cup", EventAction.Order, 2));
        IReadOnlyList<RecommendedItem> list = Recommender.RecommendFrom("covisitation", TestShop.Catalogue(), history, TestShop.Query());

        Assert.Equal("Often bought together with BLUE CUP, which you bought on 2025-05-30.", Assert.Single(list).Reason);
    }
}
