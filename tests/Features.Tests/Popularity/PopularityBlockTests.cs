using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class PopularityBlockTests
{
    private static readonly ItemDescription[] Items =
        [.. Enumerable.Range(0, 60).Select(i => new ItemDescription { ItemId = $"i{i}", ModelId = $"m{i / 2}", CategoryId = "c" })];

    private static readonly ItemCounts[] Counts =
        [.. Enumerable.Range(0, 60).Select(i => new ItemCounts(i, i / 2.0, i % 5, i % 3, i))];

    private static readonly PopularityBlock Block = PopularityBlock.Fit(Items, Counts, new PopularityOptions()).Block;

    [Fact]
    public void Fuse_VariantsOfOneProduct_AreEqual() => Assert.Equal(Fused(Items[10], Counts[10]), Fused(Items[11], Counts[11]));

    [Fact]
    public void Fuse_MorePopular_RanksHigher() =>
        Assert.True(Fused(Items[50], Counts[50])[PopularityFeatures.GlobalRank] > Fused(Items[10], Counts[10])[PopularityFeatures.GlobalRank]);

    [Fact]
    public void Fuse_AnyItem_StaysWithinATenth() =>
        Assert.All(Items.Index(), pair => Assert.All(Fused(pair.Item, Counts[pair.Index]), value => Assert.InRange(value, -0.1f, 0.1f)));

    [Fact]
    public void Fuse_NewItemThatOutgrowsAll_IsRankedFirst()
    {
        Assert.Equal(30, Block.Model.Products);
        Assert.Equal(1, Block.Model.Rank(1e6));
    }

    [Fact]
    public void Fuse_NoEventsAtTheFit_IsZeros()
    {
        PopularityBlock block = PopularityBlock.Fit(Items, [.. Items.Select(_ => ItemCounts.None)], new PopularityOptions()).Block;
        float[] fused = new float[9];
        block.Fuse(Items[0], new ItemCounts(5, 5, 1, 0, 1), fused);
        Assert.All(fused, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Fit_NegativeCount_NamesTheItem()
    {
        TandemException error = Assert.Throws<TandemException>(
            () => PopularityBlock.Fit([Items[0]], [new ItemCounts(-1, 0, 0, 0, 0)], new PopularityOptions()));
        Assert.Contains("item 'i0' (row 0)", error.Message, StringComparison.Ordinal);
    }

    private static float[] Fused(ItemDescription item, ItemCounts counts)
    {
        float[] fused = new float[9];
        Block.Fuse(item, counts, fused);
        return fused;
    }
}
