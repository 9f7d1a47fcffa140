using Tandem.Domain;

namespace Tandem.Ranking.Tests.Sources;

public class LikenessSourceTests
{
    private static Catalogue Shop(params (int From, int To, float Weight)[] alike) =>
        new(ServingModel.FromParts(TestShop.Parts() with { Alike = TestShop.Lists(alike) }));

    private static ISourceReading? Read(Catalogue catalogue, UserHistory history) =>
        new LikenessSource().Read(new RankingRequest(catalogue, history, TestShop.Query(), null));

    [Fact]
    public void Fill_OlderInterest_CountsByItsAge()
    {
        Catalogue catalogue = Shop((0, 1, 0.8f), (2, 3, 0.8f));
        using ISourceReading reading = Read(catalogue, TestShop.History(TestShop.Event("mug", EventAction.Order, 30), TestShop.Event("lamp", EventAction.Order, 0)))!;

        // lamp is fresh and mug a half-life old.
        float[] features = new float[2];
        reading.Fill(1, features);
        Assert.Equal(0.5, features[0], 4);
        Assert.Equal(Math.Log(1 + (50 * 0.5)), features[1], 3);
        Assert.Equal(1, reading.Score(3), 5);
    }

    [Fact]
    public void Reason_OfASlot_NamesTheItemThatItIsLike()
    {
        using ISourceReading reading = Read(Shop((2, 3, 0.8f)), TestShop.History(TestShop.Event("lamp", EventAction.Order, 0)))!;
        Assert.StartsWith("Like METAL LAMP, which you bought on", reading.Reason(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelWithoutLists_IsSilent() =>
        Assert.Null(Read(TestShop.Catalogue(), TestShop.History(TestShop.Event("lamp", EventAction.Order, 0))));
}
