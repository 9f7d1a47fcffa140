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
            EventId = (e.Hour % 4) switch { 0 => $"é-{i}", 1 => $"{i * 7919 % 400}", 2 => new Guid(i, (short)e.Hour, 7, new byte[8]).ToString(), _ => new Guid(e.Hour, 1, (short)i, new byte[8]).ToString("N") },
            UserId = "u",
            ItemId = $"item {e.Item}",
            Action = (EventAction)e.Action,
            OccurredAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(e.Hour),
            Widget = e.Hour % 3 == 0 ? null : $"w{e.Hour % 3}",
        }).ToArray();

    private static bool AnyOrderIsOne(ShopEvent[] events, System.Random random, UserHistoryOptions options)
    {
        ShopEvent[] shuffled = [.. events];
        random.Shuffle(shuffled);
        return Fold(events, options).ToBytes().SequenceEqual(Fold(shuffled, options).ToBytes());
    }

    private static UserHistory Fold(ShopEvent[] events, UserHistoryOptions options)
    {
        UserHistory history = new(options);
        foreach (ShopEvent e in events)
        {
            history.Apply(e);
        }

        return history;
    }

    [Property(MaxTest = 100)]
    public Property ToBytes_ThenFromBytes_GivesTheSameBytes() => Prop.ForAll(Events(300, 40).ToArbitrary(), static events =>
    {
        byte[] bytes = TestShop.History(events).ToBytes();
        return UserHistory.FromBytes(bytes).ToBytes().SequenceEqual(bytes);
    });

    [Property(MaxTest = 300)]
    public Property Apply_InAnyOrder_GivesTheSameBytes() => Prop.ForAll(
        Gen.Zip(Events(400, 30), Gen.Choose(0, 1000)).ToArbitrary(),
        static pair => AnyOrderIsOne(pair.Item1, new System.Random(pair.Item2), new UserHistoryOptions()));

    [Property(MaxTest = 300)]
    public Property Apply_InAnyOrderAndPastEveryBound_GivesTheSameBytes() => Prop.ForAll(
        Gen.Zip(Events(300, 30), Gen.Choose(0, 1000)).ToArbitrary(),
        static pair =>
        {
            // Narrower than a node allows, so that events, records and ages all overflow; hours collide, so that instants tie.
            var random = new System.Random(pair.Item2);
            UserHistoryOptions tight = new()
            {
                MaxEvents = random.Next(1, 8),
                MaxItems = random.Next(8, 14),
                MaxAge = TimeSpan.FromHours(random.Next(1, 6_000)),
            };
            ShopEvent[] events = [.. pair.Item1.Select(e => e with { OccurredAt = e.OccurredAt.AddMinutes(-e.OccurredAt.Hour * random.Next(2) * 60) })];
            return AnyOrderIsOne(events, random, tight);
        });

    [Property(MaxTest = 100)]
    public Property Apply_StoredAndReadBetweenAnyTwoEvents_ChangesNothing() => Prop.ForAll(
        Gen.Zip(Events(200, 30), Gen.Choose(0, 1000)).ToArbitrary(),
        static pair =>
        {
            (ShopEvent[] events, int seed) = pair;
            var random = new System.Random(seed);
            UserHistoryOptions tight = new() { MaxEvents = 6, MaxItems = 9, MaxAge = TimeSpan.FromDays(100) };
            UserHistory kept = new(tight);
            UserHistory stored = new(tight);
            foreach (ShopEvent e in events)
            {
                kept.Apply(e);
                stored.Apply(e);
                stored = random.Next(3) == 0 ? UserHistory.FromBytes(stored.ToBytes(), tight) : stored;
            }

            return kept.ToBytes().SequenceEqual(stored.ToBytes());
        });

    [Fact]
    public void Apply_OnlyHides_AreRememberedAndTakeNoPlaceInTheSequence()
    {
        UserHistory history = TestShop.History(TestShop.Event("mug", EventAction.Hide, 3), TestShop.Event("cup", EventAction.Hide, 2), TestShop.Event("cup", EventAction.Unhide, 1));

        UserHistory read = UserHistory.FromBytes(history.ToBytes());

        Assert.Empty(read.Events);
        Assert.Equal([("cup", false), ("mug", true)], read.Items.OrderBy(static item => item.ItemId).Select(static item => (item.ItemId, item.IsHidden)));
        Assert.Equal(history.Items.Max(static item => item.LastTouchedAt), read.Items.Max(static item => item.LastTouchedAt));
    }

    [Fact]
    public void Apply_LateEventOfADayThatFellOut_CountsTheDayOnce()
    {
        ShopEvent[] orders = [.. Enumerable.Range(0, 40).Select(day => TestShop.Event("mug", EventAction.Order, 100 - day, $"order-{day}"))];
        ShopEvent late = orders[0] with { EventId = "late" };

        Assert.Equal(TestShop.History([late, .. orders]).ToBytes(), TestShop.History([.. orders, late]).ToBytes());
    }

    [Fact]
    public void Apply_OlderThanTheGreatestAge_IsForgotten()
    {
        UserHistory history = new(new UserHistoryOptions { MaxAge = TimeSpan.FromDays(30) });
        history.Apply(TestShop.Event("mug", EventAction.Order, 40));
        Assert.True(history.TryGetItem("mug", out _));

        history.Apply(TestShop.Event("cup", EventAction.PageView, 5));
        Assert.Equal(-1, history.Apply(TestShop.Event("lamp", EventAction.PageView, 36)));

        Assert.Equal(["cup"], history.Events.Select(e => e.ItemId));
        Assert.Equal(["cup"], history.Items.Select(r => r.ItemId));
        Assert.Equal(0, history.Baskets);
    }

    [Fact]
    public void Apply_OneBasketOfMoreItemsThanAreKept_KeepsAsManyAsItMay()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, 600).Select(i => TestShop.Event($"i{i:D3}", EventAction.Order, 1, $"line-{i}"))]);

        Assert.Equal(UserHistoryOptions.DefaultMaxItems, history.Items.Count);
        Assert.All(history.Items, record => Assert.Equal(1, record.Orders));
    }

    [Fact]
    public void Apply_EveryEvent_ReturnsItsPlace()
    {
        UserHistory history = new(new UserHistoryOptions { MaxEvents = 2 });

        Assert.Equal(0, history.Apply(TestShop.Event("a", EventAction.PageView, 5)));
        Assert.Equal(1, history.Apply(TestShop.Event("b", EventAction.PageView, 3)));
        Assert.Equal(1, history.Apply(TestShop.Event("c", EventAction.PageView, 1)));
        Assert.Equal(0, history.Apply(TestShop.Event("d", EventAction.PageView, 2)));
        Assert.Equal(-1, history.Apply(TestShop.Event("e", EventAction.PageView, 9)));
    }

    [Fact]
    public void FromBytes_NarrowerBounds_AreApplied()
    {
        byte[] bytes = TestShop.History([.. Enumerable.Range(0, 100).Select(i => TestShop.Event($"i{i}", EventAction.PageView, i, $"e{i}"))]).ToBytes();

        UserHistory history = UserHistory.FromBytes(bytes, new UserHistoryOptions { MaxEvents = 10, MaxAge = TimeSpan.FromDays(50) });

        Assert.Equal(10, history.Events.Count);
        Assert.Equal(51, history.Items.Count);
    }

    [Property(MaxTest = 50)]
    public Property Apply_TheSameEventsTwice_ChangesNothing() => Prop.ForAll(Events(UserHistoryOptions.DefaultMaxEvents, 12).ToArbitrary(), static events =>
        TestShop.History([.. events, .. events]).ToBytes().SequenceEqual(TestShop.History(events).ToBytes()));

    [Fact]
    public void Apply_MoreThanTheSequenceHolds_KeepsTheLatest()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, 200).Select(i => TestShop.Event($"i{i}", EventAction.PageView, 300 - i))]);

        Assert.Equal(UserHistoryOptions.DefaultMaxEvents, history.Events.Count);
        Assert.Equal("i72", history.Events[0].ItemId);
        Assert.Equal("i199", history.Events[^1].ItemId);
    }

    [Fact]
    public void Apply_MoreItemsThanAreKept_EvictsTheLongestUntouched()
    {
        UserHistory history = TestShop.History([.. Enumerable.Range(0, UserHistoryOptions.DefaultMaxItems + 3).Select(i => TestShop.Event($"i{i}", EventAction.PageView, 1000 - i))]);

        Assert.Equal(UserHistoryOptions.DefaultMaxItems, history.Items.Count);
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

    /// <summary>Ids as shops have them: UUIDs of both kinds and numbers for events, numbers and short codes for items.</summary>
    [Theory]
    [InlineData("uuid", "number", 64)]
    [InlineData("uuid7", "number", 128)]
    [InlineData("number", "number", 128)]
    [InlineData("number", "code", 128)]
    public void ToBytes_FullSequenceOfRandomIds_IsAtMostThreeKilobytes(string eventIds, string itemIds, int distinctItems)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            UserHistory history = RandomHistories.Full(eventIds, itemIds, distinctItems, new System.Random(seed));

            Assert.Equal(UserHistoryOptions.DefaultMaxEvents, history.Events.Count);
            Assert.InRange(history.ToBytes().Length, 1, 3 * 1024);
        }
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
