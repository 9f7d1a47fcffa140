using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>One item of a user's history as the sources see it.</summary>
/// <param name="Slot">Its slot in the catalogue.</param>
/// <param name="Habit">Interest by age: strength of the strongest sign · 2^(−days / <see cref="HabitHalfLifeDays"/>).</param>
/// <param name="Recent">Interest by steps back from the end of the sequence, 2^(−steps); what happens in one instant is one step.</param>
internal sealed record HistoryItem(int Slot, ItemRecord Record, float Habit, float Recent)
{
    public const double HabitHalfLifeDays = 30;

    // Beyond this many steps the weight is below a thousandth.
    private const int MaxSteps = 10;

    /// <summary>The history's items that have or had a slot, latest first; what the user has hidden stands for nothing.</summary>
    public static IReadOnlyList<HistoryItem> Resolve(Catalogue catalogue, UserHistory history, long asOf)
    {
        if (history.IsEmpty)
        {
            return [];
        }

        Dictionary<string, float> recent = Recency(history.Events);
        var items = new List<HistoryItem>(history.Items.Count);
        foreach (ItemRecord record in history.Items)
        {
            if (record.HasSignal && !record.IsHidden && catalogue.TryGetSlot(record.ItemId, out int slot))
            {
                items.Add(new HistoryItem(slot, record, HabitOf(record, asOf), recent.GetValueOrDefault(record.ItemId)));
            }
        }

        items.Sort(static (a, b) =>
            a.Record.LastTouchedAt != b.Record.LastTouchedAt
                ? b.Record.LastTouchedAt.CompareTo(a.Record.LastTouchedAt)
                : a.Slot.CompareTo(b.Slot));
        return items;
    }

    private static Dictionary<string, float> Recency(IReadOnlyList<HistoryEvent> events)
    {
        var recent = new Dictionary<string, float>(StringComparer.Ordinal);
        int step = 0;
        for (int i = events.Count - 1; i >= 0 && step <= MaxSteps; i--)
        {
            if (ActionStrength.Of(events[i].Action) > 0)
            {
                recent.TryAdd(events[i].ItemId, MathF.ScaleB(1, -step));
            }

            bool instantEnds = i > 0 && events[i - 1].OccurredAt != events[i].OccurredAt;
            step += instantEnds ? 1 : 0;
        }

        return recent;
    }

    private static float HabitOf(ItemRecord record, long asOf)
    {
        double habit = 0;
        Consider(record.LastOrderAt, EventAction.Order);
        Consider(record.InCart ? record.CartAt : ItemRecord.Never, EventAction.ToCart);
        Consider(record.IsFavorite ? record.FavoriteAt : ItemRecord.Never, EventAction.Favorite);
        Consider(record.LastStudyAt, EventAction.ViewDescription);
        Consider(record.LastViewAt, EventAction.PageView);
        return (float)habit;

        void Consider(long at, EventAction action)
        {
            if (at != ItemRecord.Never)
            {
                double age = Math.Max(0, asOf - at) / 86_400_000.0;
                habit = Math.Max(habit, ActionStrength.Of(action) * Math.Pow(2, -age / HabitHalfLifeDays));
            }
        }
    }
}
