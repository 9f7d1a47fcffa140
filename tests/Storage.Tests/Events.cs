using System.Text;
using Tandem.Domain;

namespace Tandem.Storage.Tests;

/// <summary>Events for tests.</summary>
internal static class Events
{
    public static ShopEvent Simple(string id, string user = "u1") => new()
    {
        EventId = id,
        UserId = user,
        ItemId = "i1",
        Action = EventAction.ToCart,
        OccurredAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Any storable event: each optional field there or not, all of Unicode, the ends of time, every kind of double.</summary>
    public static ShopEvent Any(Random random) => new()
    {
        EventId = Text(random, 1),
        UserId = Text(random, 1),
        ItemId = Text(random, 1),
        Action = (EventAction)random.Next(EventActions.Count),
        OccurredAt = Time(random),
        Widget = Maybe(random, Text),
        OrderId = Maybe(random, Text),
        Value = random.Next(2) == 0 ? null : Number(random),
        RecommendationId = Maybe(random, Text),
    };

    private static string? Maybe(Random random, Func<Random, int, string> text) => random.Next(2) == 0 ? null : text(random, 0);

    private static string Text(Random random, int least)
    {
        var text = new StringBuilder();
        int runes = least + random.Next(random.Next(10) == 0 ? 700 : 12);
        while (runes > 0)
        {
            int code = random.Next(3) switch { 0 => random.Next(128), 1 => random.Next(0x10000), _ => random.Next(0x110000) };
            if (!Rune.IsValid(code))
                continue;
            text.Append(new Rune(code).ToString());
            runes--;
        }

        return text.ToString();
    }

    private static DateTimeOffset Time(Random random)
    {
        long last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        long first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(random.Next(8) switch
        {
            0 => first,
            1 => last,
            2 => 0,
            3 => -1,
            _ => random.NextInt64(first, last),
        });
    }

    private static double Number(Random random) => random.Next(8) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => double.Epsilon,
        3 => -0.0,
        4 => double.MaxValue,
        _ => BitConverter.Int64BitsToDouble(random.NextInt64()),
    };
}
