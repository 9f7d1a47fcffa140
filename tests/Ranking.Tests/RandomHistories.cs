using Tandem.Domain;

namespace Tandem.Ranking.Tests;

/// <summary>Histories with ids of realistic length and gaps from a second to a day.</summary>
internal static class RandomHistories
{
    private static readonly string[] Widgets = ["", "search", "cart.cartSplit", "home.recommendations", "item.similar"];

    /// <summary>A full sequence of a user who came back to a number of items.</summary>
    public static UserHistory Full(string eventIds, string itemIds, int distinctItems, Random random)
    {
        string[] items = [.. Enumerable.Range(0, distinctItems).Select(_ => Item(itemIds, random))];
        var history = new UserHistory();
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < UserHistoryOptions.DefaultMaxEvents; i++)
        {
            at += TimeSpan.FromSeconds(Math.Pow(86_400, random.NextDouble()));
            history.Apply(new ShopEvent
            {
                EventId = Event(eventIds, at, random),
                UserId = "u",
                ItemId = i < items.Length ? items[i] : items[random.Next(items.Length)],
                Action = (EventAction)random.Next(EventActions.SignalCount),
                OccurredAt = at,
                Widget = Widgets[random.Next(Widgets.Length)],
            });
        }

        return history;
    }

    private static string Item(string kind, Random random) =>
        kind == "number" ? random.NextInt64(1_000_000_000, 10_000_000_000).ToString() : $"SKU-{random.Next(10_000_000):D7}";

    private static string Event(string kind, DateTimeOffset at, Random random)
    {
        if (kind == "number")
            return random.NextInt64(100_000_000_000, 1_000_000_000_000).ToString();

        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        if (kind == "uuid7")
            Guid.CreateVersion7(at).ToByteArray(bigEndian: true).AsSpan(0, 6).CopyTo(bytes);

        return new Guid(bytes, bigEndian: true).ToString();
    }
}
