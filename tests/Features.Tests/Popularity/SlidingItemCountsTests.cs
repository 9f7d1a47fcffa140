using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class SlidingItemCountsTests
{
    private const long Day = 86_400_000;
    private const int Items = 4;

    [Property]
    public bool Of_AnyEventsAndCuts_EqualsTheBuilderAtEveryCut((byte Item, byte Action, short Hour)[] events, byte[] steps)
    {
        // Whole weights, so that the builder's sums are exact too.
        PopularityOptions options = new() { RecentDays = 3, Weights = new ActionWeights { PageView = 1, Order = 10 } };
        SlidingItemCounts sliding = new(0, options);
        (int Item, EventAction Action, long At)[] all =
            [.. events.Select(row => (row.Item % Items, (EventAction)(row.Action % EventActions.Count), row.Hour % 500 * Day / 24))];
        foreach ((int item, EventAction action, long at) in all)
        {
            sliding.Add(item, action, at);
        }

        long cut = 0;
        foreach (byte step in steps)
        {
            cut += step % 100 * Day / 24;
            sliding.Advance(cut);
            ItemCountsBuilder builder = new(Items, cut, options);
            foreach ((int item, EventAction action, long at) in all)
            {
                builder.Add(item, action, at);
            }

            ItemCounts[] expected = builder.Build();
            if (Enumerable.Range(0, Items).Any(item => sliding.Of(item) != expected[item]))
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public void Of_FractionalWeightsThatLeftTheWindow_LeaveNothingBehind()
    {
        SlidingItemCounts sliding = new(0, new PopularityOptions { RecentDays = 1, Weights = new ActionWeights { PageView = 0.1 } });
        for (int i = 0; i < 7; i++)
        {
            sliding.Add(0, EventAction.PageView, -i);
        }

        sliding.Advance(2 * Day);
        Assert.Equal(0, sliding.Of(0).Recent);
        Assert.Equal(0.7, sliding.Of(0).Weighted, 7 * ActionWeights.Step);
    }

    [Fact]
    public void Of_EventAheadOfTheCut_CountsOnceItIsReached()
    {
        SlidingItemCounts sliding = new(0);
        sliding.Add(0, EventAction.Order, 5);
        Assert.Equal(ItemCounts.None, sliding.Of(0));
        sliding.Advance(5);
        Assert.Equal(10, sliding.Of(0).Weighted);
    }

    [Fact]
    public void Of_ItemNeverSeen_IsNone() => Assert.Equal(ItemCounts.None, new SlidingItemCounts(0).Of(9));

    [Fact]
    public void Advance_Backwards_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingItemCounts(10).Advance(9));
}
