using Tandem.Domain;

namespace Tandem.Ranking.Tests;

public sealed class NewArrivalsTests
{
    private static readonly ItemDescription NewMug = new() { ItemId = "new-mug", Name = "RED MUG", CategoryId = "cups", Price = 6 };

    [Fact]
    public void Recommend_NewItemLikeAViewedOne_HasThePlaceAndTheReason()
    {
        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(Shop(), Viewed("mug"), TestShop.Query(count: NewArrivals.MinCount));

        Assert.Equal(NewArrivals.MinCount, list.Count);
        Assert.Equal("new-mug", list[^1].ItemId);
        Assert.Equal(NewArrivals.SourceName, list[^1].Source);
        Assert.Equal("New, and like RED MUG, which you looked at on 2025-05-31.", list[^1].Reason);
    }

    [Fact]
    public void Recommend_NewItemLikeNothingViewed_HasNoPlace() => Assert.DoesNotContain(
        Recommender.Recommend(Shop(), Viewed("lamp"), TestShop.Query(count: NewArrivals.MinCount)), static item => item.ItemId == "new-mug");

    [Fact]
    public void Recommend_ShortList_HasNoPlace() => Assert.DoesNotContain(
        Recommender.Recommend(Shop(), Viewed("mug"), TestShop.Query(count: NewArrivals.MinCount - 1)), static item => item.ItemId == "new-mug");

    /// <summary>A blend under which nothing new can win by its score.</summary>
    private static Catalogue Shop()
    {
        var blend = new Blend(new Dictionary<string, double> { ["popular.days14"] = 1, ["popular.newness"] = -10 });
        return new Catalogue(TestShop.WithContent().Model.WithBlend(blend)).With(NewMug);
    }

    private static UserHistory Viewed(string item) => TestShop.History(TestShop.Event(item, EventAction.PageView, 1));
}
