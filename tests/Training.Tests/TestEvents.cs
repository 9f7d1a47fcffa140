using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Tests;

/// <summary>Small interactions written down by hand.</summary>
internal static class TestEvents
{
    public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One row for each (user, item, day, action); users whose name begins with "a/" are anonymous.</summary>
    public static Interactions Of(int items, params (string User, int Item, double Day, EventAction Action)[] rows)
    {
        string[] users = [.. rows.Select(static row => row.User).Distinct()];
        var sorted = users.SelectMany(user => rows.Where(row => row.User == user).OrderBy(static row => row.Day)).ToArray();
        int[] start = new int[users.Length + 1];
        for (int user = 0; user < users.Length; user++)
        {
            start[user + 1] = start[user] + rows.Count(row => row.User == users[user]);
        }

        return new Interactions
        {
            UserIds = users,
            ItemIds = [.. Enumerable.Range(0, items).Select(static i => $"i{i}")],
            WidgetNames = [""],
            UserStart = start,
            Item = [.. sorted.Select(static row => row.Item)],
            Action = [.. sorted.Select(static row => row.Action)],
            OccurredAt = [.. sorted.Select(static row => At(row.Day).ToUnixTimeMilliseconds())],
            Widget = new byte[sorted.Length],
            Order = [.. sorted.Select(static _ => -1)],
            Value = new float[sorted.Length],
            Outcome = EventAction.Order,
            Anonymous = [.. users.Select(static user => user.StartsWith("a/", StringComparison.Ordinal))],
        };
    }

    public static DateTimeOffset At(double day) => Start.AddDays(day);
}
