using Tandem.Domain;
using Tandem.Retrieval;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking.Tests;

public class CatalogueTests
{
    private static readonly ItemDescription NewMug = new() { ItemId = "new-mug", Name = "RED MUG", CategoryId = "cups", Price = 6 };

    private static string[] Popular(Catalogue catalogue, RecommendationQuery query) => [.. Recommender.Popular(catalogue, query).Select(static item => item.ItemId)];

    [Fact]
    public void With_NewItemLikeAnOther_IsRecommendedAtOnce()
    {
        Catalogue catalogue = TestShop.WithContent().With(NewMug);

        RecommendedItem item = Assert.Single(Recommender.Popular(catalogue, TestShop.Query()), static item => item.ItemId == "new-mug");
        Assert.Equal("New, and like items that are popular.", item.Reason);
    }

    [Fact]
    public void With_NewItem_InheritsCovisitationOfItsRelatives()
    {
        ItemDescription cup = new() { ItemId = "new-cup", Name = "BLUE CUP", CategoryId = "cups", Price = 8 };
        Catalogue catalogue = TestShop.WithContent().With(cup);
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Order, 1));

        IReadOnlyList<RecommendedItem> list = Recommender.RecommendFrom("covisitation", catalogue, history, TestShop.Query());

        Assert.Equal(["cup", "new-cup"], list.Select(static item => item.ItemId).Take(2));
        Assert.Equal("New, and like what is often bought after RED MUG, which you bought on 2025-05-31.", list[1].Reason);
    }

    [Fact]
    public void With_NewItem_BorrowsAtMostTheDiscount()
    {
        Catalogue catalogue = TestShop.WithContent().With(NewMug);

        ColdItem cold = Assert.Single(catalogue.State.Cold);
        Assert.InRange(cold.Weights.Sum(), 0.01f, ColdStart.Discount + 1e-6f);
        Assert.Equal(0, cold.Relatives[0]);
    }

    [Fact]
    public void With_NewItem_LeavesTheFormerCatalogueAsItWas()
    {
        Catalogue before = TestShop.WithContent();
        before.With(NewMug);

        Assert.Null(before.Find("new-mug"));
        Assert.DoesNotContain("new-mug", Popular(before, TestShop.Query()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_NewNameWhereVectorsWereGiven_MovesTheTextOnlyWithANewVector(bool given)
    {
        Catalogue before = TestShop.WithContent([.. TestShop.Items.Select(static (item, i) => item with { TextVector = [i, 1, i % 2] })]);
        Catalogue after = before.With(TestShop.Items[0] with { Name = "GREEN MUG", TextVector = given ? [5, 1, 1] : null });

        Range text = ^before.Model.Parts.Features!.Schema.Text..;
        Assert.Equal(!given, before.State.Fused!.VectorOf(0)[text].SequenceEqual(after.State.Fused!.VectorOf(0)[text]));
        Assert.Equal("GREEN MUG", after.Find("mug")!.Name);
    }

    [Fact]
    public void With_NewPrice_CountsAtOnceAndKeepsThePopularity()
    {
        Catalogue catalogue = TestShop.Catalogue().With(TestShop.Items[0] with { Price = 100 });

        Assert.Equal(["mug"], Popular(catalogue, TestShop.Query() with { MinPrice = 50 }));
        Assert.Equal("mug", Popular(catalogue, TestShop.Query())[0]);
    }

    [Fact]
    public void With_Unavailable_HidesTheItem() =>
        Assert.DoesNotContain("mug", Popular(TestShop.Catalogue().With(TestShop.Items[0] with { Available = false }), TestShop.Query()));

    [Fact]
    public void With_AvailableAgain_ShowsTheItem() =>
        Assert.Contains("gone", Popular(TestShop.Catalogue().With(TestShop.Items[5] with { Available = true }), TestShop.Query()));

    [Fact]
    public void Without_Item_LeavesEveryAnswer()
    {
        Catalogue catalogue = TestShop.Catalogue().Without("mug");

        Assert.Null(catalogue.Find("mug"));
        Assert.DoesNotContain("mug", Popular(catalogue, TestShop.Query()));
        Assert.Null(Recommender.Similar(catalogue, "mug", 5));
    }

    [Fact]
    public void Without_ThenWith_BringsItBack() =>
        Assert.Contains("mug", Popular(TestShop.Catalogue().Without("mug").With(TestShop.Items[0]), TestShop.Query()));

    [Fact]
    public void Without_UnknownItem_ChangesNothing()
    {
        Catalogue catalogue = TestShop.Catalogue();

        Assert.Same(catalogue, catalogue.Without("nothing"));
    }

    [Fact]
    public void With_ReplacedDescription_MovesTheItemInContent()
    {
        Catalogue catalogue = TestShop.WithContent().With(TestShop.Items[4] with { Name = "METAL LAMP", CategoryId = "lamps" });

        Assert.Equal(["bulb", "lamp"], Recommender.Similar(catalogue, "rug", 5)!.Select(static item => item.ItemId).Order());
    }

    [Fact]
    public void With_ItemOfACategoryNobodyKnows_IsFoundByIt()
    {
        Catalogue catalogue = TestShop.Catalogue().With(TestShop.Items[0] with { CategoryId = "toys" });

        Assert.Equal(["mug"], Popular(catalogue, TestShop.Query() with { Category = "toys" }));
        Assert.Equal(["cup"], Popular(catalogue, TestShop.Query() with { Category = "cups" }));
    }

    [Fact]
    public void With_ItemThatNamesACategoryOfTheTree_LeavesTheTreeAsItIs()
    {
        Catalogue catalogue = TestShop.Catalogue().With(TestShop.Items[4] with { CategoryId = "kitchen" });

        Assert.Equal(["mug", "cup", "rug"], Popular(catalogue, TestShop.Query() with { Category = "kitchen" }));
    }

    // More than the newest layer of an index holds, merged beside the changes as a node does.
    [Fact]
    public void With_ThousandsOfNewItems_FindsEachBesideItsTwins()
    {
        const int New = 5000;
        Catalogue catalogue = TestShop.WithContent();
        int merges = 0;
        for (int i = 0; i < New; i++)
        {
            catalogue = catalogue.With(NewMug with { ItemId = $"new-{i:D4}" });
            if (i % 500 == 0 && catalogue.PlanMerge() is { } merge)
            {
                merge.Build(TestContext.Current.CancellationToken);
                catalogue = catalogue.With(NewMug with { ItemId = $"new-{++i:D4}" }).With(merge);
                merges++;
            }
        }

        SegmentedIndex fused = catalogue.State.Fused!;
        int last = TestShop.Items.Length + New - 1;
        Assert.True(merges > 1);
        Assert.InRange(fused.DeltaRows, 0, New - 1);
        Assert.Equal(last + 1, fused.Alive);
        Assert.Equal([0, TestShop.Items.Length, TestShop.Items.Length + 1], fused.Search(fused.VectorOf(last), 3).Select(static item => item.Slot));
    }

    [Fact]
    public void With_NoId_IsRefused() => Assert.Throws<TandemException>(() => TestShop.Catalogue().With(new ItemDescription { ItemId = "" }));
}
