using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Ranking.Tests;

public class UserHistoryTests
{
    private static Gen<(int Item, int Action, int Hour)> Rows(int items) =>
        from item in Gen.Choose(0, items)
        from action in Gen.Choose(0, EventActions.Count - 1)
        from hour in Gen.Choose(0, 5_000)
        select (item, action, hour);

    private static Gen<ShopEvent[]> Events(int most, int items) =>
        from count in Gen.Choose(0, most)
        from events in Rows(items).ListOf(count)
        select events.Select(static (e, i) => new ShopEvent
        {
            EventId = $"é-{i}",
            UserId = "u",
            ItemId = $"item {e.Item}",
            Action = (EventAction)e.Action,
            OccurredAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(e.Hour),
            Widget = e.Hour % 3 == 0 ? null : $"w{e.Hour % 3}",
        }).ToArray();

    [Property(MaxTest = 100)]
    public Property ToBytes_ThenFromBytes_GivesTheSameBytes() => Prop.ForAll(Events(300, 40).ToArbitrary(), static events =>
    {
        byte[] bytes = TestShop.History(events).ToBytes();
        return UserHistory.FromBytes(bytes).ToBytes().SequenceEqual(bytes);
    });

    [Property(MaxTest = 100)]
    public Property Apply_InAnyOrder_GivesTheSameBytesWhileNothingIsEvicted() => Prop.ForAll(
        Gen.Zip(Events(UserHistory.MaxEvents, 12), Gen.Choose(0, 1000)).ToArbitrary(),
        static pair =>
        {
            (ShopEvent[] events, int seed) = pair;
            ShopEvent[] shuffled = [.. events];
            new System.Random(seed).Shuffle(shuffled);
            return TestShop.History(events).ToBytes().SequenceEqual(TestShop.History(shuffled).ToBytes());
        });

    [Property(MaxTest = 50)]
    public Property Apply_TheSameEventsTwice_ChangesNothing() => Prop.ForAll(Events(UserHistory.MaxEvents, 12).ToArbitrary(), static events =>
        TestShop.History([.. events, .. events]).ToBytes().SequenceEqual(TestShop.History(events).ToBytes()));

    [Fact]
    public void Apply_MoreThanTheSequenceHolds_KeepsTheLatest()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, 200).Select(i => TestShop.Event($"i{i}", EventAction.PageView, 300 - i))]);

        Assert.Equal(UserHistory.MaxEvents, history.Events.Count);
        Assert.Equal("i72", history.Events[0].ItemId);
        Assert.Equal("i199", history.Events[^1].ItemId);
    }

    [Fact]
    public void Apply_MoreItemsThanAreKept_EvictsTheLongestUntouched()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, UserHistory.MaxItems + 3).Select(i => TestShop.Event($"i{i}", EventAction.PageView, 1000 - i))]);

        Assert.Equal(UserHistory.MaxItems, history.Items.Count);
        Assert.False(history.TryGetItem("i2", out _));
        Assert.True(history.TryGetItem("i3", out _));
    }

    [Fact]
    public void Apply_LinesOfOneDay_CountAsOneOrder()
    {
        UserHistory history = TestShop.History(
            TestShop.Event("mug", EventAction.Order, 10, "a"),
            TestShop.Event("mug", EventAction.Order, 10.1, "b"),
            TestShop.Event("mug", EventAction.Order, 3, "c"));

        Assert.True(history.TryGetItem("mug", out ItemRecord? record));
        Assert.Equal((2, 3, 2), (record.Orders, record.OrderLines, history.Baskets));
    }

    [Theory]
    [InlineData(EventAction.Remove)]
    [InlineData(EventAction.Order)]
    public void InCart_AfterRemovalOrOrder_IsFalse(EventAction end)
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.ToCart, 2), TestShop.Event("mug", end, 1));

        Assert.True(history.TryGetItem("mug", out ItemRecord? record));
        Assert.False(record.InCart);
    }

    [Fact]
    public void InCart_PutBackLater_IsTrue()
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Remove, 2), TestShop.Event("mug", EventAction.ToCart, 1));

        Assert.True(history.TryGetItem("mug", out ItemRecord? record) && record.InCart);
    }

    [Fact]
    public void ToBytes_FullSequence_StaysWithinItsBudget()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, UserHistory.MaxEvents).Select(i => TestShop.Event("mug", (EventAction)(i % 10), i, $"event-{i:D4}"))]);

        int ids = "mug".Length + (UserHistory.MaxEvents * "event-0000".Length);
        Assert.InRange(history.ToBytes().Length, 1, (24 * UserHistory.MaxEvents) + ids);
    }

    [Property(MaxTest = 200)]
    public Property FromBytes_OneByteChanged_IsRefused()
    {
        byte[] bytes = TestShop.History(TestShop.Event("mug", EventAction.Order, 1), TestShop.Event("cup", EventAction.PageView, 2)).ToBytes();
        return Prop.ForAll(Gen.Zip(Gen.Choose(0, bytes.Length - 1), Gen.Choose(1, 255)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. bytes];
            damaged[change.Item1] ^= (byte)change.Item2;
            Assert.Throws<TandemException>(() => UserHistory.FromBytes(damaged));
        });
    }

    [Fact]
    public void FromBytes_NewerVersion_SaysSo()
    {
        byte[] bytes = new UserHistory().ToBytes();
        bytes[0] = 9;

        TandemException error = Assert.Throws<TandemException>(() => UserHistory.FromBytes(bytes));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromBytes_Empty_IsRefused() => Assert.Throws<TandemException>(() => UserHistory.FromBytes([]));
}
