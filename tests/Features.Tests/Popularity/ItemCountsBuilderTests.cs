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
    public void Add_NoSignal_MakesTheItemNoOlder()
    {
        ItemCountsBuilder builder = new(1, Cut);
        Assert.False(builder.Add(0, EventAction.Hide, Cut - (9 * Day)));
        Assert.True(builder.Add(0, EventAction.PageView, Cut - Day));
        Assert.Equal(new ItemCounts(1, 1, 0, 0, 1), builder.Build()[0]);
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

    [FsCheck.Xunit.Property(MaxTest = 50)]
    public void Merge_OfAnyDivision_GivesTheSameBits(int seed)
    {
        PopularityOptions options = new() { Weights = new ActionWeights { PageView = 0.1, ToCart = 1.7 } };
        Random random = new(seed);
        ItemCountsBuilder whole = new(20, 1_000_000, options);
        ItemCountsBuilder[] parts = [.. Enumerable.Range(0, 3).Select(_ => new ItemCountsBuilder(20, 1_000_000, options))];
        for (int i = 0; i < 500; i++)
        {
            (int item, EventAction action, long time) = (random.Next(20), (EventAction)random.Next(EventActions.Count), random.Next(2_000_000));
            whole.Add(item, action, time);
            parts[random.Next(parts.Length)].Add(item, action, time);
        }

        parts[2].Merge(parts[0]);
        parts[2].Merge(parts[1]);
        Assert.Equal(whole.Build(), parts[2].Build());
        Assert.Equal(whole.Counted, parts[2].Counted);
    }

    [Fact]
    public void Restore_OfSaved_GoesOnWhereItWas()
    {
        ItemCountsBuilder whole = new(3, 100);
        ItemCountsBuilder first = new(3, 100);
        whole.Add(1, EventAction.Delivered, 50);
        first.Add(1, EventAction.Delivered, 50);
        using MemoryStream saved = new();
        first.Save(saved);
        saved.Position = 0;
        ItemCountsBuilder second = new(3, 100);
        second.Restore(saved);
        whole.Add(2, EventAction.PageView, 60);
        second.Add(2, EventAction.PageView, 60);
        Assert.Equal(whole.Build(), second.Build());
    }
}
