using Tandem.Domain;
using Tandem.Features.Inspection;

namespace Tandem.Features.Tests.Inspection;

public class ItemInspectionTests
{
    private static readonly (ItemDescription[] Items, ItemCounts[] Counts) Stock = Shop.Create(300);
    private static readonly FittedFeatures Fitted = Shop.Fit();
    private static readonly ItemInspection First = Inspect(0, neighbours: 5);

    [Fact]
    public void Inspect_Item_CoversTheWholeVector()
    {
        Assert.Equal(["attributes", "popularity", "category", "image", "text"], First.Blocks.Select(block => block.Block));
        Assert.Equal([0, 70, 79, 94, 222], First.Blocks.Select(block => block.Offset));
        Assert.Equal(326, First.Blocks.Sum(block => block.Length));
    }

    [Fact]
    public void Inspect_Attributes_TellsOwnFromNear()
    {
        // Three components for a dozen columns: some that the item lacks must lie near to it.
        FittedFeatures narrow = Shop.Fit(options: new FeatureOptions { Schema = new FeatureSchema { Attributes = 3, Category = 0 } });
        string kind = Stock.Items[0].CategoryId!;
        IReadOnlyList<string> says = narrow.Inspect(
            Stock.Items[0], Stock.Counts[0], [], [], [], 0, cancellation: TestContext.Current.CancellationToken).Blocks[0].Says;
        Assert.Contains($"type={kind} (", says[0], StringComparison.Ordinal);
        Assert.StartsWith("near, but not stated: ", says[1], StringComparison.Ordinal);
        Assert.DoesNotContain($"type={kind} (", says[1], StringComparison.Ordinal);
        Assert.DoesNotContain("(0.0", says[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Text_ShowsEveryTextAndCutsLongOnes()
    {
        ItemDescription item = Stock.Items[0] with { Attributes = [new ItemAttribute("Description", new string('x', 1500))] };
        IReadOnlyList<string> says = Fitted.Inspect(
            item, ItemCounts.None, Shop.Categories, [], [], 0, cancellation: TestContext.Current.CancellationToken).Blocks[4].Says;
        Assert.Equal([$"'{item.Name}'", $"'{new string('x', 100)}…', 1,500 characters"], says);
    }

    [Fact]
    public void Inspect_Neighbours_NameTheirCategoryAndMeasure()
    {
        Assert.Equal(["1 - cosine", "Euclidean distance", "hyperbolic distance", "1 - cosine", "1 - cosine"], First.Blocks.Select(block => block.Measure));
        Assert.All(First.Nearest, near => Assert.Equal(Shop.Categories.Single(category => category.CategoryId == near.CategoryId).Name, near.CategoryName));
    }

    [Fact]
    public void Inspect_Popularity_ReadsTheRank() =>
        Assert.StartsWith("rank 1 of 150 products", Says("popularity")[0], StringComparison.Ordinal);

    [Fact]
    public void Inspect_Category_NamesThePath()
    {
        string leaf = Shop.Categories.Single(category => category.CategoryId == Stock.Items[0].CategoryId).Name;
        Assert.Matches($"^Clothing > (Upper|Lower) > {leaf}: level 3, [0-9]+\\.[0-9] from", Says("category")[0]);
        Assert.StartsWith("nearest categories: ", Says("category")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Neighbours_AreTheNearestByTheDefinition()
    {
        float[] own = FittedFeaturesTests.Fused(Fitted, Stock.Items[0], Stock.Counts[0])[..70];
        string[] expected =
        [
            .. Enumerable.Range(1, 299)
                .OrderBy(i => Math.Round(1 - Cosine(own, FittedFeaturesTests.Fused(Fitted, Stock.Items[i], Stock.Counts[i])[..70]), 6))
                .Take(5)
                .Select(i => Attributes(Stock.Items[i])),
        ];
        Assert.Equal(expected, First.Blocks[0].Nearest.Select(near => Attributes(Stock.Items.Single(item => item.ItemId == near.ItemId))));
        Assert.Equal(First.Blocks[0].Nearest.Select(near => near.Distance).Order(), First.Blocks[0].Nearest.Select(near => near.Distance));
    }

    [Fact]
    public void Inspect_VectorsGiven_AreThoseThatNeighboursAreFoundBy()
    {
        // The item's own vector everywhere, but turned around for all but one other.
        ItemInspection turned = Fitted.Inspect(
            Stock.Items[0], Stock.Counts[0], Shop.Categories, Stock.Items, Stock.Counts, 1, (index, row) =>
            {
                Fitted.Fuse(Stock.Items[0], Stock.Counts[0], row);
                for (int i = 0; i < row.Length && index is not (0 or 7); i++)
                {
                    row[i] = -row[i];
                }
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("i7", turned.Nearest.Single().ItemId);
    }

    [Fact]
    public void Inspect_Neighbours_NeverHoldTheItemItself() =>
        Assert.DoesNotContain("i0", First.Blocks.SelectMany(block => block.Nearest).Concat(First.Nearest).Select(near => near.ItemId));

    [Fact]
    public void Inspect_CategoryNeighbours_HangOnTheSameLeaf() =>
        Assert.All(First.Blocks[2].Nearest, near => Assert.Equal((Stock.Items[0].CategoryId, 0), (near.CategoryId, near.Distance)));

    [Fact]
    public void Inspect_NothingKnown_SaysSoAndHasNoNeighboursThere()
    {
        ItemInspection bare = Fitted.Inspect(
            new ItemDescription { ItemId = "bare" }, ItemCounts.None, Shop.Categories, Stock.Items, Stock.Counts, 3, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["no attributes"], bare.Blocks[0].Says);
        Assert.Contains("no event yet", bare.Blocks[1].Says);
        Assert.Equal(["the item has no category"], bare.Blocks[2].Says);
        Assert.Equal(["no image"], bare.Blocks[3].Says);
        Assert.Equal(["no text"], bare.Blocks[4].Says);
        Assert.All(bare.Blocks.Where(block => block.Norm == 0), block => Assert.Empty(block.Nearest));
        Assert.Equal(3, bare.Nearest.Count);
    }

    [Fact]
    public void Inspect_NoNeighboursWanted_ListsNone()
    {
        ItemInspection alone = Inspect(1, neighbours: 0);
        Assert.Empty(alone.Nearest);
        Assert.All(alone.Blocks, block => Assert.Empty(block.Nearest));
    }

    [Fact]
    public void Inspect_ItemsInAnotherOrder_FindsTheSameNeighbours()
    {
        int[] order = [.. Enumerable.Range(0, 300)];
        new Random(3).Shuffle(order);
        ItemInspection shuffled = Fitted.Inspect(
            Stock.Items[0], Stock.Counts[0], Shop.Categories, [.. order.Select(i => Stock.Items[i])], [.. order.Select(i => Stock.Counts[i])], 5, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(First.Nearest, shuffled.Nearest);
        Assert.Equal(First.Blocks.SelectMany(block => block.Nearest), shuffled.Blocks.SelectMany(block => block.Nearest));
    }

    private static ItemInspection Inspect(int item, int neighbours) =>
        Fitted.Inspect(Stock.Items[item], Stock.Counts[item], Shop.Categories, Stock.Items, Stock.Counts, neighbours, cancellation: TestContext.Current.CancellationToken);

    private static IReadOnlyList<string> Says(string block) => First.Blocks.Single(inspected => inspected.Block == block).Says;

    // What decides the attribute block: all but the article number, which is folded.
    private static string Attributes(ItemDescription item) => string.Join(';', item.Attributes.Where(pair => pair.Name != "Sku").Select(pair => pair.Value));

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
