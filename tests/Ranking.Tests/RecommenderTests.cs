using Tandem.Domain;

namespace Tandem.Ranking.Tests;

public class RecommenderTests
{
    private static string[] Ids(IReadOnlyList<RecommendedItem> items) => [.. items.Select(static item => item.ItemId)];

    [Fact]
    public void Recommend_UnknownUser_GivesWhatIsPopular()
    {
        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(TestShop.Catalogue(), new UserHistory(), TestShop.Query());

        Assert.Equal(["mug", "cup", "lamp", "bulb", "rug"], Ids(list));
        Assert.All(list, static item => Assert.Equal("popular", item.Source));
    }

    [Fact]
    public void Recommend_OrderedBefore_ComesFirstWithItsEvidence()
    {
        UserHistory history = TestShop.History(
            TestShop.Event("rug", EventAction.Order, 40), TestShop.Event("rug", EventAction.Order, 12));

        RecommendedItem first = Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())[0];

        Assert.Equal(("rug", "repeats"), (first.ItemId, first.Source));
        Assert.Equal("You ordered this 2 times, last on 2025-05-20.", first.Reason);
    }

    [Fact]
    public void Recommend_InCart_ComesBeforeWhatWasOrdered()
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Order, 30), TestShop.Event("rug", EventAction.ToCart, 1));

        RecommendedItem first = Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())[0];

        Assert.Equal(("rug", "In your cart since 2025-05-31."), (first.ItemId, first.Reason));
    }

    [Fact]
    public void Dissect_EverySource_AloneIsWhatItAnswersAlone()
    {
        UserHistory history = TestShop.History(TestShop.Event("lamp", EventAction.Order, 3), TestShop.Event("mug", EventAction.PageView, 1));

        RankingDissection parts = Recommender.Dissect(TestShop.Catalogue(), history, TestShop.Query());

        Assert.Equal(Ids(Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())), parts.Blend);
        Assert.All(
            SourceFeatures.SourceNames,
            source => Assert.Equal(Ids(Recommender.RecommendFrom(source, TestShop.Catalogue(), history, TestShop.Query())), parts.Alone[source]));
    }

    [Fact]
    public void Dissect_WithoutASource_NeitherItsProposalsNorItsWeightsCount()
    {
        // Only repeats knows the rug: the popular source proposes it last.
        UserHistory history = TestShop.History(TestShop.Event("rug", EventAction.Order, 40), TestShop.Event("rug", EventAction.Order, 12));

        RankingDissection parts = Recommender.Dissect(TestShop.Catalogue(), history, TestShop.Query());

        Assert.Equal("rug", parts.Blend[0]);
        Assert.Equal("rug", parts.Without["repeats"][^1]);
        Assert.Equal(["rug"], parts.Without["popular"]);
    }

    [Fact]
    public void Recommend_OnlyViews_OffersWhatGoesWithThem()
    {
        var catalogue = new Catalogue(ServingModel.FromParts(TestShop.Parts() with { Statistics = TestShop.Statistics(5, 4, 3, 2, 1, 6) }));
        UserHistory history = TestShop.History(TestShop.Event("lamp", EventAction.PageView, 0.01));

        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(catalogue, history, TestShop.Query() with { IncludeSeen = false });

        Assert.DoesNotContain("lamp", Ids(list));
        RecommendedItem bulb = Assert.Single(list, static item => item.ItemId == "bulb");
        Assert.Equal("covisitation", bulb.Source);
        Assert.Equal("Often bought after METAL LAMP, which you looked at on 2025-06-01.", bulb.Reason);
    }

    [Fact]
    public void Recommend_Explained_ContributionsAddUpToTheScore()
    {
        UserHistory history = TestShop.History(TestShop.Event("lamp", EventAction.Order, 3), TestShop.Event("mug", EventAction.PageView, 1));

        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query() with { Explain = true });

        Assert.All(list, static item => Assert.Equal(item.Score, item.Contributions!.Values.Sum(), 9));
    }

    [Fact]
    public void Recommend_Explained_RanksAsUnexplained()
    {
        UserHistory history = TestShop.History(TestShop.Event("lamp", EventAction.Order, 3));

        Assert.Equal(
            Ids(Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())),
            Ids(Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query() with { Explain = true })));
    }

    [Fact]
    public void Recommend_NotIncludingSeen_LeavesOutOrdersAndViews()
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Order, 3), TestShop.Event("cup", EventAction.PageView, 3));

        Assert.Equal(["bulb", "lamp", "rug"], Ids(Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query() with { IncludeSeen = false })).Order());
    }

    [Theory]
    [InlineData("cups", new[] { "cup", "mug" })]
    [InlineData("kitchen", new[] { "cup", "mug" })]
    [InlineData("home", new[] { "bulb", "cup", "lamp", "mug", "rug" })]
    [InlineData("nowhere", new string[0])]
    public void Recommend_Category_TakesItsWholeSubtree(string category, string[] expected) =>
        Assert.Equal(expected, Ids(Recommender.Recommend(TestShop.Catalogue(), new UserHistory(), TestShop.Query() with { Category = category })).Order());

    [Fact]
    public void Recommend_PriceRange_IsInclusiveAndNeedsAPrice() =>
        Assert.Equal(
            ["cup", "mug"],
            Ids(Recommender.Recommend(TestShop.Catalogue(), new UserHistory(), TestShop.Query() with { MinPrice = 5, MaxPrice = 7 })).Order());

    [Fact]
    public void Recommend_Excluded_IsNotShown() =>
        Assert.DoesNotContain("mug", Ids(Recommender.Recommend(TestShop.Catalogue(), new UserHistory(), TestShop.Query() with { Exclude = ["mug", "unknown"] })));

    [Fact]
    public void Recommend_Hidden_IsNeitherShownNorAReasonForOthers()
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.PageView, 3), TestShop.Event("mug", EventAction.Hide, 2), TestShop.Event("rug", EventAction.Hide, 2));

        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query());

        Assert.Equal(["cup", "lamp", "bulb"], Ids(list));
        Assert.All(list, static item => Assert.Equal("popular", item.Source));
    }

    [Fact]
    public void Recommend_HiddenAndShownAgain_IsAsIfItHadNeverBeenHidden()
    {
        UserHistory history = TestShop.History(TestShop.Event("rug", EventAction.Hide, 2), TestShop.Event("rug", EventAction.Unhide, 1));

        Assert.Equal(["mug", "cup", "lamp", "bulb", "rug"], Ids(Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())));
    }

    [Fact]
    public void Recommend_EqualScores_AreInTheOrderOfIds()
    {
        var catalogue = new Catalogue(ServingModel.FromParts(TestShop.Parts() with { Statistics = TestShop.Statistics(7, 7, 7, 7, 7, 7) }));

        Assert.Equal(["bulb", "cup", "lamp", "mug", "rug"], Ids(Recommender.Recommend(catalogue, new UserHistory(), TestShop.Query())));
    }

    [Fact]
    public void Recommend_BundleOlderThanTheRequest_CountsAgesFromWhatIsKnown()
    {
        UserHistory history = TestShop.History(TestShop.Event("rug", EventAction.ToCart, 1));
        RecommendationQuery late = TestShop.Query() with { Now = TestShop.Cut.AddYears(10) };

        Assert.Equal(
            Recommender.Recommend(TestShop.Catalogue(), history, TestShop.Query())[0].Score,
            Recommender.Recommend(TestShop.Catalogue(), history, late)[0].Score);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public void Recommend_CountOutOfRange_IsRefused(int count) =>
        Assert.Throws<TandemException>(() => Recommender.Recommend(TestShop.Catalogue(), new UserHistory(), TestShop.Query(count)));

    [Fact]
    public void RecommendFrom_UnknownSource_NamesTheKnown()
    {
        TandemException error = Assert.Throws<TandemException>(
            () => Recommender.RecommendFrom("magic", TestShop.Catalogue(), new UserHistory(), TestShop.Query()));
        Assert.Contains("covisitation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_NegativeWeights_NeverNameASourceThatKnowsNothing()
    {
        Dictionary<string, double> weights = SourceFeatures.Names.ToDictionary(static name => name, static name => name.StartsWith("popular", StringComparison.Ordinal) ? -1.0 : 0.0);
        var catalogue = new Catalogue(TestShop.Model().WithBlend(new Blend(weights)));
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Order, 3));

        IReadOnlyList<RecommendedItem> list = Recommender.Recommend(catalogue, history, TestShop.Query());

        Assert.Equal("popular", Assert.Single(list, static item => item.ItemId == "rug").Source);
    }

    [Fact]
    public void Popular_Category_RanksByOrders() =>
        Assert.Equal(["lamp", "bulb"], Ids(Recommender.Popular(TestShop.Catalogue(), TestShop.Query() with { Category = "lamps" })));

    [Fact]
    public void Popular_Reason_HasTheCount() =>
        Assert.Equal("Popular: 5 people bought it in the 7 days up to 2025-06-01.", Recommender.Popular(TestShop.Catalogue(), TestShop.Query())[0].Reason);

    [Fact]
    public void Similar_KnownItem_GivesWhatGoesWithItAndNotItself()
    {
        IReadOnlyList<RecommendedItem>? similar = Recommender.Similar(TestShop.Catalogue(), "cup", 5);

        Assert.Equal(["lamp"], Ids(similar!));
    }

    [Fact]
    public void Similar_UnknownItem_IsNull() => Assert.Null(Recommender.Similar(TestShop.Catalogue(), "nothing", 5));

    [Fact]
    public void UserVector_WithoutTowers_IsNull() =>
        Assert.Null(Recommender.UserVector(TestShop.Catalogue(), TestShop.History(TestShop.Event("mug", EventAction.Order, 3))));
}
