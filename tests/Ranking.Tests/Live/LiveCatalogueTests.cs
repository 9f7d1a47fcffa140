using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Ranking.Tests.Live;

public sealed class LiveCatalogueTests
{
    private static readonly LiveOptions Options = new();
    private static readonly long After = TestShop.Cut.AddHours(1).ToUnixTimeMilliseconds();

    private static UserHistory Viewer => TestShop.History(TestShop.Event("bulb", EventAction.PageView, -0.1));

    [Fact]
    public void WithLive_PairOfAnItemInTheHistory_MovesItsSuccessorUp()
    {
        Catalogue before = TestShop.Catalogue();
        Catalogue after = before.WithLive(Follows("bulb", "rug", After), Options.TimeConstant);

        Assert.DoesNotContain("rug", Ids(before, "covisitation"));
        Assert.Equal("rug", Ids(after, "covisitation")[0]);
        Assert.True(Score(after, "rug") > Score(before, "rug"));
        Assert.Contains("LIGHT BULB", Recommender.RecommendFrom("covisitation", after, Viewer, Now)[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WithLive_WhatTheBundleHasLearnedFrom_ChangesNothing()
    {
        Catalogue before = TestShop.Catalogue();
        Catalogue after = before.WithLive(Follows("bulb", "rug", TestShop.Cut.AddDays(-1).ToUnixTimeMilliseconds()), Options.TimeConstant);

        Assert.Equal(Recommender.Recommend(before, Viewer, Now), Recommender.Recommend(after, Viewer, Now));
    }

    [Fact]
    public void WithLive_OldPair_CountsLessThanAFreshOne()
    {
        long late = After + (20 * 86_400_000L);
        UserHistory viewer = TestShop.History(TestShop.Event("bulb", EventAction.PageView, -21), TestShop.Event("lamp", EventAction.PageView, -21));
        RecommendationQuery query = TestShop.Query() with { Now = TestShop.Cut.AddDays(22), IncludeSeen = false };
        Catalogue catalogue = TestShop.Catalogue()
            .WithLive(Follows("bulb", "rug", After), Options.TimeConstant)
            .WithLive(Follows("lamp", "mug", late), Options.TimeConstant);
        string[] ids = [.. Recommender.RecommendFrom("covisitation", catalogue, viewer, query).Select(static item => item.ItemId)];

        Assert.InRange(Array.IndexOf(ids, "mug"), 0, Array.IndexOf(ids, "rug") - 1);
    }

    [Fact]
    public void WithLive_Orders_MovePopularity()
    {
        LiveTally tally = new("rug", Options);
        for (int i = 0; i < 100; i++)
            tally.Add(EventAction.Order, After + i);

        Catalogue catalogue = TestShop.Catalogue().WithLive(tally.ToItem(), Options.TimeConstant);

        Assert.Equal("mug", Recommender.Popular(TestShop.Catalogue(), Now)[0].ItemId);
        Assert.Equal("rug", Recommender.Popular(catalogue, Now)[0].ItemId);
    }

    [Fact]
    public void WithLive_UnknownOrDeletedItem_IsNotKept()
    {
        Catalogue catalogue = TestShop.Catalogue().WithLive(Follows("nobody", "rug", After), Options.TimeConstant);
        Assert.Null(catalogue.LiveOf("nobody"));

        catalogue = TestShop.Catalogue().WithLive(Follows("bulb", "rug", After), Options.TimeConstant).Without("bulb");
        Assert.Null(catalogue.LiveOf("bulb"));
    }

    [Fact]
    public void WithLive_IdsOfAMessage_AreHeldAsTheCataloguesOwn()
    {
        Catalogue catalogue = TestShop.Catalogue().WithLive(Follows(new string("bulb"), new string("rug"), After), Options.TimeConstant);
        LiveItem live = catalogue.LiveOf("bulb")!;

        Assert.Same(catalogue.Find("bulb")!.ItemId, live.ItemId);
        Assert.Same(catalogue.Find("rug")!.ItemId, live.Successors[0].ItemId);
    }

    [Fact]
    public void WithLiveOf_AnotherModel_TakesEverythingOver()
    {
        Catalogue running = TestShop.Catalogue().WithLive(Follows("bulb", "rug", After), Options.TimeConstant);
        Catalogue next = TestShop.Catalogue().WithLiveOf(running);

        Assert.Equal(Recommender.Recommend(running, Viewer, Now), Recommender.Recommend(next, Viewer, Now));
    }

    [Property(MaxTest = 30)]
    public void With_ManyItems_TrendingAreThoseWithMostOrders(int seed)
    {
        Random random = new(seed);
        LiveItems live = LiveItems.None;
        Dictionary<int, LiveItem> all = [];
        for (int i = 0; i < 400; i++)
        {
            int slot = random.Next(180);
            LiveTally tally = new($"i{slot}", Options);
            tally.Add(EventAction.Order, After + random.Next(1_000_000_000));
            LiveItem item = tally.ToItem();
            all[slot] = all.TryGetValue(slot, out LiveItem? earlier) ? earlier.Merge(item, Options.TimeConstant, 1) : item;
            live = live.With(slot, all[slot]);
        }

        int[] expected = [.. all.OrderByDescending(entry => entry.Value.OrdersAt(0, live.At)).ThenBy(static entry => entry.Key).Take(LiveItems.MaxTrending).Select(static entry => entry.Key).Order()];
        Assert.Equal(expected, live.Trending.Order());
    }

    private static RecommendationQuery Now => TestShop.Query() with { Now = TestShop.Cut.AddHours(5) };

    private static LiveItem Follows(string item, string successor, long at)
    {
        LiveTally tally = new(item, Options);
        tally.AddSuccessor(successor, 1, at);
        return tally.ToItem();
    }

    private static string[] Ids(Catalogue catalogue, string source) =>
        [.. Recommender.RecommendFrom(source, catalogue, Viewer, Now).Select(static item => item.ItemId)];

    private static double Score(Catalogue catalogue, string item) =>
        Recommender.Recommend(catalogue, Viewer, Now).Single(found => found.ItemId == item).Score;
}
