using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class ItemCountsBuilderTests
{
    private const long Day = 86_400_000;
    private const long Cut = 100 * Day;

    [Fact]
    public void Add_AfterTheCut_IsLeftOut()
    {
        ItemCountsBuilder builder = new(1, Cut);
        Assert.False(builder.Add(0, EventAction.Order, Cut + 1));
        Assert.Equal(ItemCounts.None, builder.Build()[0]);
    }

    [Fact]
    public void Build_EventsInAndBeforeTheWindow_SplitsRecentFromAll()
    {
        ItemCountsBuilder builder = new(2, Cut);
        builder.Add(1, EventAction.Order, Cut - (20 * Day));
        builder.Add(1, EventAction.Delivered, Cut - (14 * Day));
        builder.Add(1, EventAction.ToCart, Cut - (14 * Day) + 1);
        builder.Add(1, EventAction.Canceled, Cut);
        Assert.Equal(new ItemCounts(20, 5, 1, 1, 20), builder.Build()[1]);
    }

    [Fact]
    public void Constructor_NegativeWeight_NamesTheAction()
    {
        PopularityOptions options = new() { Weights = new ActionWeights { ToCart = -1 } };
        TandemException error = Assert.Throws<TandemException>(() => new ItemCountsBuilder(1, Cut, options));
        Assert.Contains("'to_cart' is -1", error.Message, StringComparison.Ordinal);
    }
}
