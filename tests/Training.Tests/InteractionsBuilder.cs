using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Tests;

/// <summary>Writes small event columns down readably. Shared with the TorchSharp tests.</summary>
internal sealed class InteractionsBuilder(int items, EventAction outcome = EventAction.Order)
{
    public const long Minute = 60_000;
    public const long Day = 24 * 60 * Minute;

    private readonly List<(int User, int Item, EventAction Action, long At, int Order)> _rows = [];

    public InteractionsBuilder Add(int user, int item, EventAction action, long at, int order = -1)
    {
        _rows.Add((user, item, action, at, order));
        return this;
    }

    public Interactions Build(params int[] anonymous)
    {
        (int User, int Item, EventAction Action, long At, int Order)[] rows = [.. _rows.OrderBy(row => row.User).ThenBy(row => row.At)];
        int users = rows.Length == 0 ? 0 : rows.Max(row => row.User) + 1;
        return new Interactions
        {
            UserIds = [.. Enumerable.Range(0, users).Select(user => $"u{user}")],
            ItemIds = [.. Enumerable.Range(0, items).Select(item => $"i{item}")],
            WidgetNames = [""],
            UserStart = [.. Enumerable.Range(0, users + 1).Select(user => rows.Count(row => row.User < user))],
            Item = [.. rows.Select(row => row.Item)],
            Action = [.. rows.Select(row => row.Action)],
            OccurredAt = [.. rows.Select(row => row.At)],
            Widget = new byte[rows.Length],
            Order = [.. rows.Select(row => row.Order)],
            Value = new float[rows.Length],
            Outcome = outcome,
            Anonymous = [.. Enumerable.Range(0, users).Select(anonymous.Contains)],
        };
    }
}
