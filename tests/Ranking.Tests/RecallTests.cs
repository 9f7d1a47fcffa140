using Tandem.Domain;
using Tandem.Ranking.Tests.Partitions;
using Tandem.Retrieval;

namespace Tandem.Ranking.Tests;

public sealed class RecallTests
{
    [Fact]
    public void MeasureRecall_AnExactIndex_FindsEverything()
    {
        using PartitionedShop shop = new(60, 5);
        Assert.Equal(1, Recommender.MeasureRecall(new Catalogue(shop.Whole), Vector(shop, 1), 10));
    }

    [Fact]
    public void MeasureRecall_AnIndexBuiltForHalf_SaysWhatItMisses()
    {
        using PartitionedShop shop = new(2_000, 6);
        ServingModel whole = shop.Whole;
        ServingModel lists = ServingModel.FromParts(whole.Parts, whole.Indexes with
        {
            Vectors = VectorSegment.Build(
                new MatrixSource(whole.Parts.ItemVectors!, whole.Parts.Towers!.Shape.Embedding),
                new SegmentOptions { Structure = SearchStructure.Approximate, TargetRecall = SegmentOptions.MinTargetRecall },
                null,
                TestContext.Current.CancellationToken),
        });

        double mean = Enumerable.Range(0, 100).Average(item => Recommender.MeasureRecall(new Catalogue(lists), Vector(shop, item * 7), 100)!.Value);

        Assert.InRange(mean, 0.3, 0.99);
    }

    [Fact]
    public void MeasureRecall_APartitionedModel_IsExactAnyway()
    {
        using PartitionedShop shop = new(20, 7);
        Assert.Null(Recommender.MeasureRecall(new Catalogue(shop.Partitioned), Vector(shop, 1), 10));
    }

    private static float[] Vector(PartitionedShop shop, int item) => Recommender.UserVector(
        new Catalogue(shop.Whole), TestShop.History(TestShop.Event(shop.Items[item].ItemId, EventAction.PageView, 1)))!;
}
