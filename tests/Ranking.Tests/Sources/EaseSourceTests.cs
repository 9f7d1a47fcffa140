using Tandem.Domain;

namespace Tandem.Ranking.Tests.Sources;

public class EaseSourceTests
{
    private static readonly Catalogue Shop =
        new(ServingModel.FromParts(TestShop.Parts() with { Ease = TestShop.Lists((0, 1, 0.4f), (2, 1, 0.4f), (2, 3, 0.2f)) }));

    private static ISourceReading? Read(Catalogue catalogue, params ShopEvent[] events) =>
        new EaseSource().Read(new RankingRequest(catalogue, TestShop.History(events), TestShop.Query(), null));

    [Fact]
    public void Fill_SeveralItems_AddsUpWhatTheySay()
    {
        // mug and lamp say 0.4 each of item 1, lamp 0.2 of item 3; the best is scaled to 1.
        using ISourceReading reading = Read(Shop, TestShop.Event("mug", EventAction.Order, 0), TestShop.Event("lamp", EventAction.Order, 0))!;

        float[] features = new float[2];
        reading.Fill(3, features);
        Assert.Equal(0.25, features[0], 5);
        Assert.Equal(Math.Log(1 + (50 * 0.25)), features[1], 4);
        Assert.Equal(1, reading.Score(1), 5);
    }

    [Fact]
    public void Score_OneMoreEvent_CountsAtOnce()
    {
        using ISourceReading before = Read(Shop, TestShop.Event("mug", EventAction.Order, 0))!;
        using ISourceReading after = Read(Shop, TestShop.Event("mug", EventAction.Order, 0), TestShop.Event("lamp", EventAction.PageView, 0))!;

        Assert.Equal(0, before.Score(3));
        Assert.True(after.Score(3) > 0);
    }

    [Fact]
    public void Reason_OfASlot_NamesTheItemThatItBelongsWith()
    {
        using ISourceReading reading = Read(Shop, TestShop.Event("lamp", EventAction.Order, 0))!;
        Assert.StartsWith("Belongs with METAL LAMP, which you bought on", reading.Reason(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelWithoutLists_IsSilent() => Assert.Null(Read(TestShop.Catalogue(), TestShop.Event("lamp", EventAction.Order, 0)));
}
