using Tandem.Domain;

namespace Tandem.Ranking.Tests;

public sealed class NewArrivalsTests
{
    private static readonly ItemDescription NewRug = new() { ItemId = "new-rug", Name = "WOOL RUG" };

    [Fact]
    public void Recommend_NewItemLikeAViewedOne_HasThePlaceAndTheReason()
    {
        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(Shop(), Viewed("rug"), TestShop.Query(count: NewArrivals.MinCount));

        Assert.Equal(NewArrivals.MinCount, list.Count);
        Assert.Equal("new-rug", list[^1].ItemId);
        Assert.Equal(NewArrivals.SourceName, list[^1].Source);
        Assert.Equal("New, and like WOOL RUG, which you looked at on 2025-05-31.", list[^1].Reason);
    }

    [Fact]
    public void Recommend_NewItemLikeNothingViewed_HasNoPlace() => Assert.DoesNotContain(
        Recommender.Recommend(Shop(), Viewed("lamp"), TestShop.Query(count: NewArrivals.MinCount)), static item => item.ItemId == "new-rug");

    [Fact]
    public void Recommend_ShortList_HasNoPlace() => Assert.DoesNotContain(
        Recommender.Recommend(Shop(), Viewed("rug"), TestShop.Query(count: NewArrivals.MinCount - 1)), static item => item.ItemId == "new-rug");

    /// <summary>Ranked by orders alone; what the new rug borrows of the rug and the mug leaves it behind all others.</summary>
    private static Catalogue Shop()
    {
        ModelParts parts = TestShop.WithContent().Model.Parts with
        {
            Statistics = TestShop.Statistics(50, 40, 30, 20, 19, 60),
            Blend = new Blend(new Dictionary<string, double> { ["popular.days14"] = 1 }),
        };
        return new Catalogue(ServingModel.FromParts(parts)).With(NewRug);
    }

    private static UserHistory Viewed(string item) => TestShop.History(TestShop.Event(item, EventAction.PageView, 1));
}
